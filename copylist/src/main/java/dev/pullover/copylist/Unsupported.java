package dev.pullover.copylist;

import dev.pullover.common.ExitCode;
import dev.pullover.common.PulloverException;
import dev.pullover.common.config.CopyConfig;
import dev.pullover.common.config.Deletions;

/** Refuses settings that this version cannot honour: to ignore a limit silently would be worse than not to start. */
final class Unsupported {
    private Unsupported() {}

    /** @throws PulloverException (usage) naming the first such key */
    static void check(CopyConfig copy) {
        require(copy.deletions() == Deletions.IGNORE, "deletions", "\"ignore\"");
        require(copy.keepVersions() == 0, "keep-versions", "0");
    }

    private static void require(boolean holds, String key, String allowed) {
        if (!holds) {
            throw new PulloverException(
                    ExitCode.USAGE,
                    "[copy] " + key + ": this version supports " + allowed + " only; set that, or remove the key");
        }
    }
}
