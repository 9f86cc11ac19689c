package dev.pullover.copylist;

import dev.pullover.common.EpochTime;
import dev.pullover.common.catalog.Sha256;
import dev.pullover.common.ledger.CatalogEntry;
import dev.pullover.common.ledger.KeptFile;
import dev.pullover.common.ledger.KeptFile.Reason;
import dev.pullover.common.ledger.ReplicaEntry;
import dev.pullover.common.path.FilePath;
import dev.pullover.copylist.ReplicaTree.Place;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.attribute.PosixFileAttributes;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Where files are kept that were here: {@code .pullover/versions/<path>/<date>-<start of the hash>} and the same below
 * {@code .pullover/quarantine/}. The names follow from what is recorded, so that a step which a crash has cut short
 * is found done, or is done again, to the same effect. Thread-safe.
 */
final class Attic {
    private static final FilePath OWN = FilePath.of(FilePath.PRIVATE_DIRECTORY);
    private static final FilePath VERSIONS = OWN.child("versions");
    private static final FilePath QUARANTINE = OWN.child("quarantine");
    private static final int HASH_DIGITS = 16;
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "uuuuMMdd'T'HHmmss.SSSSSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final ReplicaTree tree;
    private final boolean durable;
    private final Anchors anchors = new Anchors();

    /** @param durable whether names are forced to disk */
    Attic(ReplicaTree tree, boolean durable) {
        this.tree = tree;
        this.durable = durable;
    }

    /** Keeps the file that is in place as a version, under a second name, if it is the one recorded in {@code row}. */
    void keepVersion(ReplicaEntry row, Place place) throws IOException {
        Optional<PosixFileAttributes> found = place.folder().stat(place.name());
        if (found.isEmpty() || !found.get().isRegularFile() || !InPlace.looksAs(row, found.get())) {
            return;
        }
        FilePath to = version(row);
        Set<FilePath> grown = new HashSet<>();
        try (Place target = tree.make(to, grown::add)) {
            if (target.folder().stat(target.name()).isEmpty()) {
                tree.link(row.path(), place, target);
            }
            if (durable) {
                tree.sync(target.folder());
            }
            syncWay(to, grown);
        }
    }

    /** The version that was kept of what {@code row} recorded, if it was. */
    Optional<KeptFile> version(ReplicaEntry row, long nowNs) throws IOException {
        FilePath place = version(row);
        return exists(place) ? Optional.of(new KeptFile(row, Reason.REPLACED, nowNs, place)) : Optional.empty();
    }

    /** Same, of a process that was killed perhaps before it had forced the names. */
    Optional<KeptFile> earlierVersion(ReplicaEntry row, long nowNs) throws IOException {
        Optional<KeptFile> kept = version(row, nowNs);
        if (durable && kept.isPresent()) {
            syncAbove(kept.get().place());
        }
        return kept;
    }

    /**
     * Moves a file aside that was deleted on the server, and removes directories that are empty without it.
     *
     * @param deletedNs when it was deleted there, nanoseconds since 1970 UTC
     * @return where it is now; empty if it was not in its place, or something else is
     */
    Optional<KeptFile> quarantine(ReplicaEntry row, long deletedNs, long nowNs) throws IOException {
        FilePath to = QUARANTINE.child(row.path()).child(name(deletedNs, row));
        Optional<Place> from = tree.find(row.path());
        boolean moved = false;
        if (from.isPresent()) {
            try (Place source = from.get()) {
                if (InPlace.regular(source).isPresent()) {
                    move(source, to);
                    moved = true;
                }
            }
            tree.removeEmpty(ReplicaTree.parent(row.path()));
        }
        if (durable && !moved) {
            // A process that was killed may have moved it without forcing the names; a power cut would bring it back.
            syncAbove(to);
            syncAbove(row.path());
        }
        return exists(to) ? Optional.of(new KeptFile(row, Reason.DELETED, nowNs, to)) : Optional.empty();
    }

    /**
     * A record of the file that is in place of a deletion. That is {@code row} if it is what was recorded, or nothing is
     * there any more; else one is made, as after a crash between installing a file and recording it.
     */
    Optional<ReplicaEntry> present(CatalogEntry deletion, Optional<ReplicaEntry> row, long nowNs) throws IOException {
        FilePath path = deletion.line().path();
        Optional<Place> found = tree.find(path);
        if (found.isEmpty()) {
            return row;
        }
        try (Place place = found.get()) {
            Optional<PosixFileAttributes> attributes = InPlace.regular(place);
            boolean known = attributes.isEmpty() || row.isPresent() && InPlace.looksAs(row.get(), attributes.get());
            return known ? row : Optional.of(record(deletion, place, attributes.get(), nowNs));
        }
    }

    private static ReplicaEntry record(CatalogEntry deletion, Place place, PosixFileAttributes found, long nowNs)
            throws IOException {
        return new ReplicaEntry(
                deletion.line().path(),
                found.size(),
                found.lastModifiedTime().to(TimeUnit.NANOSECONDS),
                Attributes.mode(found.permissions()),
                InPlace.hash(place).orElse(Sha256.ZERO),
                deletion.epoch(),
                deletion.line().seq(),
                "",
                nowNs);
    }

    /** Deletes a kept file, if it is there, and directories that are empty without it. */
    void delete(KeptFile kept) throws IOException {
        Optional<Place> found = tree.find(kept.place());
        if (found.isPresent()) {
            try (Place place = found.get()) {
                place.folder().delete(place.name());
            }
            tree.removeEmpty(ReplicaTree.parent(kept.place()));
        }
    }

    private void move(Place source, FilePath to) throws IOException {
        Set<FilePath> grown = new HashSet<>();
        try (Place target = tree.make(to, grown::add)) {
            // Before the only name is in them: with a directory that a power cut takes, the file would go.
            syncWay(to, grown);
            tree.move(source, target);
            if (durable) {
                // The new name first: a power cut may leave both, never none.
                tree.sync(target.folder());
                tree.sync(source.folder());
            }
        }
    }

    /**
     * Forces the names of the directories on the way to {@code path}.
     *
     * @param grown those in which others were made
     */
    private void syncWay(FilePath path, Set<FilePath> grown) throws IOException {
        if (durable) {
            anchors.force(tree, Set.of(ReplicaTree.parent(path)), grown);
        }
    }

    /** Forces the names of all that is on the way to {@code path}, as far as it is there. */
    private void syncAbove(FilePath path) throws IOException {
        FilePath at = path;
        while (!at.toString().isEmpty()) {
            at = ReplicaTree.parent(at);
            // One that is removed, the directory above tells.
            tree.syncIfThere(at);
        }
    }

    /** Whether there is anything of this name. */
    boolean exists(FilePath path) throws IOException {
        Optional<Place> found = tree.find(path);
        if (found.isEmpty()) {
            return false;
        }
        try (Place place = found.get()) {
            return place.folder().stat(place.name()).isPresent();
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private static FilePath version(ReplicaEntry row) {
        return VERSIONS.child(row.path()).child(name(row.arrivedNs(), row));
    }

    private static String name(long dateNs, ReplicaEntry row) {
        return DATE.format(EpochTime.toInstant(dateNs)) + "-"
                + row.hash().toString().substring(0, HASH_DIGITS);
    }
}
