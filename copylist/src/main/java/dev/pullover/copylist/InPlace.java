package dev.pullover.copylist;

import dev.pullover.common.catalog.CatalogLine;
import dev.pullover.common.catalog.Sha256;
import dev.pullover.common.ledger.ReplicaEntry;
import dev.pullover.copylist.ReplicaTree.Place;
import dev.pullover.copylist.Steps.Step;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Finds out whether a file's content is in place already; then nothing needs to be pulled. Thread-safe. */
final class InPlace {
    private final ReplicaTree tree;
    private final Finish finish;
    private final Steps steps;

    InPlace(ReplicaTree tree, Finish finish, Steps steps) {
        this.tree = tree;
        this.finish = finish;
        this.steps = steps;
    }

    /**
     * Looks at a file's place, and gives a file that has the right content its date and permissions.
     *
     * @return {@link Outcome.AlreadyHere}, or empty if it must be pulled
     * @throws BlockedException if something else is in its place or on the way there
     */
    Optional<Outcome> look(Task task) throws IOException {
        if (tree.isAbsent(task.path())) {
            return Optional.empty();
        }
        Optional<Place> place = tree.find(task.path());
        if (place.isEmpty()) {
            return Optional.empty();
        }
        try (Place open = place.get()) {
            Optional<PosixFileAttributes> found = regular(open);
            return found.isEmpty() ? Optional.empty() : compare(task, open, found.get());
        }
    }

    /**
     * What is at a place; empty if there is nothing.
     *
     * @throws BlockedException if it is not a regular file
     */
    static Optional<PosixFileAttributes> regular(Place place) throws IOException {
        Optional<PosixFileAttributes> found = place.folder().stat(place.name());
        if (found.isPresent() && !found.get().isRegularFile()) {
            throw new BlockedException("in its place is " + Folder.type(found.get()));
        }
        return found;
    }

    /** Whether a file is as the replica's database has it, as far as size and date tell. */
    static boolean looksRecorded(Task task, PosixFileAttributes found) {
        return task.isRecorded() && looksAs(task.row().orElseThrow(), found);
    }

    /** Whether a file is what {@code row} recorded, as far as size and date tell. */
    static boolean looksAs(ReplicaEntry row, PosixFileAttributes found) {
        return found.size() == row.size() && Attributes.hasDate(found, row.mtimeNs());
    }

    private Optional<Outcome> compare(Task task, Place place, PosixFileAttributes found) throws IOException {
        CatalogLine line = task.entry().line();
        boolean recorded = looksRecorded(task, found);
        Optional<Sha256> hash = recorded ? task.row().map(ReplicaEntry::hash) : unrecordedContent(place, found, line);
        if (hash.isEmpty()) {
            return Optional.empty();
        }
        boolean changed = setAttributes(place, found, line);
        return Optional.of(
                new Outcome.AlreadyHere(!recorded || changed, !recorded || !task.isRecordedExactly(), hash.get()));
    }

    /** The hash of a file that is not as recorded, if it is what the line publishes. */
    private static Optional<Sha256> unrecordedContent(Place place, PosixFileAttributes found, CatalogLine line)
            throws IOException {
        if (found.size() != line.size() || (!line.hasHash() && !Attributes.hasSecond(found, line.mtimeNs()))) {
            return Optional.empty();
        }
        return hash(place).filter(hash -> !line.hasHash() || hash.equals(line.hash()));
    }

    /** The hash of a file; empty if it may not be read. */
    static Optional<Sha256> hash(Place place) throws IOException {
        try (FileChannel channel = place.folder().open(place.name(), StandardOpenOption.READ)) {
            Sha256.Hasher hasher = new Sha256.Hasher();
            Temporaries.hash(channel, hasher);
            return Optional.of(hasher.finish());
        } catch (AccessDeniedException e) {
            // Someone else's file: it will be replaced.
            return Optional.empty();
        }
    }

    private boolean setAttributes(Place place, PosixFileAttributes found, CatalogLine line) throws IOException {
        Set<PosixFilePermission> permissions = finish.permissions(line.mode());
        boolean dateDiffers = !Attributes.hasDate(found, line.mtimeNs());
        boolean permissionsDiffer = !found.permissions().equals(permissions);
        if (dateDiffers || permissionsDiffer) {
            steps.before(Step.SET_ATTRIBUTES);
        }
        if (dateDiffers) {
            place.folder().setDate(place.name(), FileTime.from(line.mtimeNs(), TimeUnit.NANOSECONDS));
        }
        if (permissionsDiffer) {
            place.folder().setPermissions(place.name(), permissions);
        }
        finish.own(place.folder(), place.name());
        return dateDiffers || permissionsDiffer;
    }
}
