package dev.pullover.copylist;

import dev.pullover.common.catalog.CatalogLine;
import dev.pullover.common.ledger.KeptFile;
import dev.pullover.common.ledger.ReplicaEntry;
import org.jspecify.annotations.Nullable;

/**
 * A file that is here, or is kept aside, as reporting commands print it in JSON.
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
 * @param version of a kept file: its number, 1 for the last one put aside
 * @param reason of a kept file: {@code replaced} or {@code deleted}
 * @param since of a kept file: when it was put aside, ISO 8601, UTC
 * @param place of a kept file: where it is, below the replica directory, escaped
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
        String arrived,
        @Nullable Integer version,
        @Nullable String reason,
        @Nullable String since,
        @Nullable String place) {
    static FileReport of(ReplicaEntry entry) {
        return of(entry, null, null, null, null);
    }

    static FileReport of(KeptFile kept, int number) {
        return of(
                kept.entry(),
                number,
                kept.reason().word(),
                Text.iso(kept.sinceNs()),
                kept.place().toString());
    }

    private static FileReport of(
            ReplicaEntry entry,
            @Nullable Integer version,
            @Nullable String reason,
            @Nullable String since,
            @Nullable String place) {
        return new FileReport(
                entry.path().toString(),
                entry.size(),
                entry.hash().toString(),
                Text.iso(entry.mtimeNs()),
                CatalogLine.formatMode(entry.mode()),
                entry.epoch().toString(),
                entry.sequence(),
                entry.server(),
                Text.iso(entry.arrivedNs()),
                version,
                reason,
                since,
                place);
    }

    /** Where it came from, for people. */
    static String origin(ReplicaEntry entry) {
        return entry.server().isEmpty() ? "already in place" : "from " + entry.server();
    }
}
