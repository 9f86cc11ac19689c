package dev.pullover.publishlist;

import dev.pullover.common.catalog.CatalogLayout;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The numbered files in the catalog's directory.
 *
 * @param segments numbers of those that are there
 * @param bases numbers of the snapshots that are there
 */
record CatalogFiles(TreeSet<Long> segments, TreeSet<Long> bases) {
    /** As they are now. */
    static CatalogFiles list(Path outbox) throws IOException {
        CatalogFiles found = new CatalogFiles(new TreeSet<>(), new TreeSet<>());
        try (DirectoryStream<Path> names = Files.newDirectoryStream(CatalogLayout.in(outbox, CatalogLayout.CATALOG))) {
            for (Path file : names) {
                String name = String.valueOf(file.getFileName());
                add(found.segments, name, CatalogLayout::segmentNumber);
                add(found.bases, name, CatalogLayout::baseNumber);
            }
        } catch (NoSuchFileException e) {
            // No catalog was begun.
        }
        return found;
    }

    /** The newest snapshots below {@code segment}, the newest first. */
    List<Long> basesBefore(long segment) {
        return List.copyOf(bases.headSet(segment, false).descendingSet());
    }

    /** Whether all segments up to {@code last} are there. */
    boolean hasAllSegments(long last) {
        return segments.headSet(last, true).size() == last;
    }

    private static void add(TreeSet<Long> numbers, String name, Function<String, OptionalLong> number) {
        number.apply(name).ifPresent(numbers::add);
    }
}
