package dev.pullover.copylist;

import dev.pullover.copylist.CopySummary.Moved;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Adds up what is told at the end of a pass, or now and then while running. One thread. */
final class Tally {
    private final Map<String, Moved> copied = new HashMap<>();
    private long alreadyHere;
    private long superseded;
    private long parked;
    private long rejected;
    private long deleted;

    void copied(String server, long bytes) {
        copied.put(server, copied.getOrDefault(server, new Moved(0, 0)).plus(bytes));
    }

    void alreadyHere() {
        alreadyHere++;
    }

    void superseded() {
        superseded++;
    }

    void parked() {
        parked++;
    }

    void rejected() {
        rejected++;
    }

    void deleted() {
        deleted++;
    }

    boolean isEmpty() {
        return copied.isEmpty() && alreadyHere + superseded + parked + rejected + deleted == 0;
    }

    /** Whether a file was put aside. */
    boolean hasFailures() {
        return parked + rejected > 0;
    }

    CopySummary summary(Duration elapsed) {
        return new CopySummary(copied, alreadyHere, superseded, parked, rejected, deleted, elapsed);
    }
}
