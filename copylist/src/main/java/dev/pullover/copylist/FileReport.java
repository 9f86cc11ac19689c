package dev.pullover.copylist;

import dev.pullover.common.catalog.CatalogLine;
import dev.pullover.common.ledger.ReplicaEntry;

/**
 * A file that is here, as reporting commands print it in JSON.
 *
 * @param path escaped
 * @param size bytes
 * @param sha256 64 hexadecimal digits
 * @param mtime ISO 8601, UTC
 * @param mode four octal digits
 * @param epoch of the catalog that named it
 * @param sequence of its line there
 * @param server it came from; empty if it was in place already
 * @param arrived ISO 8601, UTC
 */
record FileReport(
        String path,
        long size,
        String sha256,
        String mtime,
        String mode,
        String epoch,
        long sequence,
        String server,
        String arrived) {
    static FileReport of(ReplicaEntry entry) {
        return new FileReport(
                entry.path().toString(),
                entry.size(),
                entry.hash().toString(),
                Text.iso(entry.mtimeNs()),
                CatalogLine.formatMode(entry.mode()),
                entry.epoch().toString(),
                entry.sequence(),
                entry.server(),
                Text.iso(entry.arrivedNs()));
    }

    /** Where it came from, for people. */
    static String origin(ReplicaEntry entry) {
        return entry.server().isEmpty() ? "already in place" : "from " + entry.server();
    }
}
