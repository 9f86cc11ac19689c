package dev.pullover.common.ledger;

import dev.pullover.common.path.FilePath;
import java.util.List;
import java.util.Optional;

/**
 * What the servers offer, for reading: one entry for each path, the newest. Every entry has a change number; when a path
 * changes again, its entry moves to a new number at the end. So {@code changes(after, …)} gives each path once, with its
 * newest content, and costs only what is new.
 *
 * <p>May be used while another process writes. Not thread-safe.
 */
public interface CatalogView extends AutoCloseable {
    /** Identity of this catalog: another one when it was made anew, so that its change numbers began again. */
    String id();

    /** The highest change number ever given, 0 if none. */
    long lastChange();

    /** The entries whose change number is above {@code after}, in order, at most {@code limit}. */
    List<CatalogEntry> changes(long after, int limit);

    /** The entry of a path, if there ever was one. */
    Optional<CatalogEntry> find(FilePath path);

    /** The refusal of a path, if a catalog names it though it must not be written here. */
    Optional<RefusedName> refused(FilePath path);

    /** How many entries lie above {@code after}, and the sum of their sizes. Costs what it counts. */
    Totals totals(long after);

    @Override
    void close();

    /** A number of files and the sum of their sizes, in bytes. */
    record Totals(long files, long bytes) {}
}
