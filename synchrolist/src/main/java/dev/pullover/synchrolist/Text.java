package dev.pullover.synchrolist;

import java.util.UUID;

/** Values as people read them in log and reports. */
final class Text {
    private static final int EPOCH_CHARACTERS = 8;

    private Text() {}

    /** The beginning of an epoch: enough to tell it from others. */
    static String epoch(UUID epoch) {
        return epoch.toString().substring(0, EPOCH_CHARACTERS) + "…";
    }
}
