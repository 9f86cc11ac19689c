package dev.pullover.synchrolist;

import dev.pullover.common.ledger.CatalogLedger.Changes;

/** What a pass of scanning has come to so far. One thread. */
final class ScanProgress {
    long directories;
    long listed;
    long unreadable;
    long waiting;
    long refused;
    long older;
    long files;
    long bytes;
    /** Whether something is so young that waiting for a second look must take its time. */
    boolean young;

    void add(Changes changes) {
        files += changes.files();
        bytes += changes.bytes();
    }
}
