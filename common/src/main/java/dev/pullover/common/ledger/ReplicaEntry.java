package dev.pullover.common.ledger;

import dev.pullover.common.EpochTime;
import dev.pullover.common.catalog.CatalogLine;
import dev.pullover.common.catalog.Sha256;
import dev.pullover.common.path.FilePath;
import java.util.UUID;

/**
 * A file that is durably here.
 *
 * @param path below the replica directory
 * @param size bytes
 * @param mtimeNs its date, nanoseconds since 1970 UTC
 * @param mode permission bits as published
 * @param hash of its content
 * @param epoch of the catalog that named it
 * @param sequence of its line there
 * @param server it came from
 * @param arrivedNs when, nanoseconds since 1970 UTC
 */
public record ReplicaEntry(
        FilePath path,
        long size,
        long mtimeNs,
        int mode,
        Sha256 hash,
        UUID epoch,
        long sequence,
        String server,
        long arrivedNs) {
    /**
     * Whether this is the content that {@code line} publishes: by its hash, or, where that is not known, by its date in
     * whole seconds, which is all that a server without catalog tells.
     */
    public boolean isContentOf(CatalogLine line) {
        return size == line.size()
                && (line.hasHash()
                        ? hash.equals(line.hash())
                        : EpochTime.seconds(mtimeNs) == EpochTime.seconds(line.mtimeNs()));
    }
}
