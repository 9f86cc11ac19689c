package dev.pullover.synchrolist;

import dev.pullover.common.catalog.CatalogHead;
import dev.pullover.common.catalog.CatalogLayout;
import dev.pullover.common.remote.RemoteStore;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The files of a catalog as they were listed: which segments and snapshots are there.
 *
 * @param segments their numbers
 * @param snapshots their numbers, newest first
 */
record CatalogFiles(Set<Long> segments, List<Long> snapshots) {
    static CatalogFiles list(RemoteStore store) throws IOException {
        Set<Long> segments = new HashSet<>();
        List<Long> snapshots = new ArrayList<>();
        try {
            store.list(CatalogLayout.CATALOG, entry -> {
                String name = entry.name().toString();
                CatalogLayout.segmentNumber(name).ifPresent(segments::add);
                CatalogLayout.baseNumber(name).ifPresent(snapshots::add);
            });
        } catch (NoSuchFileException e) {
            // A copy that is just being made: nothing is there yet.
            return new CatalogFiles(Set.of(), List.of());
        }
        snapshots.sort(Collections.reverseOrder());
        return new CatalogFiles(segments, snapshots);
    }

    /** The snapshots that a reader of {@code head} may begin with, newest first. */
    List<Long> snapshotsBefore(CatalogHead head) {
        return snapshots.stream().filter(number -> number < head.segment()).toList();
    }
}
