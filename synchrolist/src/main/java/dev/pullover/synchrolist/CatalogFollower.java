package dev.pullover.synchrolist;

import dev.pullover.common.catalog.CatalogFormatException;
import dev.pullover.common.catalog.CatalogHead;
import dev.pullover.common.catalog.CatalogLayout;
import dev.pullover.common.catalog.CatalogLine;
import dev.pullover.common.catalog.CatalogPosition;
import dev.pullover.common.catalog.SegmentEnd;
import dev.pullover.common.catalog.Sha256;
import dev.pullover.common.catalog.SnapshotEnd;
import dev.pullover.common.catalog.SnapshotHead;
import dev.pullover.common.config.SynchroMode;
import dev.pullover.common.ledger.CatalogLedger;
import dev.pullover.common.message.Channel;
import dev.pullover.common.message.FaultKind;
import dev.pullover.common.message.Wanted;
import dev.pullover.common.metrics.Counter;
import dev.pullover.common.module.ModuleContext;
import dev.pullover.common.path.FilePath;
import dev.pullover.common.queue.MessageSender;
import dev.pullover.common.remote.RemoteStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Follows the catalog of whichever server it is shown, from where it stands, which belongs to the catalog and not to the
 * server. New lines are first read to their end, so that HEAD's chain vouches for them, and only then taken over: of a
 * damaged or forked catalog not one line gets in.
 */
final class CatalogFollower implements Looker {
    private static final FilePath OUTBOX = FilePath.of("");

    private final ModuleContext context;
    private final CatalogLedger ledger;
    private final CatalogReader reader;
    private final BranchHistory histories;
    private final MessageSender<Wanted> wanted;
    private final SynchroMode mode;
    private final Path spoolFile;
    private final long reserveBytes;
    private @Nullable Examined examined;
    /** Chain of a HEAD to which our lines do not lead. */
    private @Nullable Sha256 unrelated;
    /** The last HEAD if nothing was new in it: most looks find it again. */
    private byte @Nullable [] currentHead;

    private @Nullable Look currentLook;

    CatalogFollower(ModuleContext context, CatalogLedger ledger) {
        this.context = context;
        this.ledger = ledger;
        this.reader = new CatalogReader(context.stopping());
        this.histories = new BranchHistory(ledger, reader, context.state().replicaDb());
        this.wanted = context.bus().sender(Channel.WANTED, context.module());
        this.mode = context.config().synchro().mode();
        this.spoolFile = context.state().root().resolve("catalog.part");
        this.reserveBytes = context.config().requireReplica().reserveBytes();
        ledger.followed().ifPresent(at -> context.counters()
                .set(Counter.CATALOG_SEQUENCE, at.position().seq()));
    }

    /** Looks for new lines and takes them over. */
    @Override
    public Look look(RemoteStore store) throws IOException {
        byte[] content;
        try {
            content = store.readAll(CatalogLayout.HEAD, CatalogHead.MAX_BYTES);
        } catch (NoSuchFileException e) {
            return withoutHead(store);
        }
        Look current = currentLook;
        if (current != null && Arrays.equals(content, currentHead)) {
            return current;
        }
        currentLook = null;
        Look look = look(store, content);
        if (look instanceof Look.UpToDate) {
            currentHead = content;
            currentLook = look;
        }
        return look;
    }

    private Look look(RemoteStore store, byte[] content) throws IOException {
        CatalogHead head;
        try {
            head = CatalogHead.parse(content);
        } catch (CatalogFormatException e) {
            boolean isWhole = content.length > 0 && content[content.length - 1] == '\n';
            return isWhole
                    ? new Look.Corrupt(0, 0, String.valueOf(e.getMessage()))
                    : new Look.NotYet("HEAD ends after " + content.length + " bytes");
        }
        Look look = follow(store, head);
        boolean isRefused = look instanceof Look.Fork || look instanceof Look.Unrelated;
        boolean accepted = isRefused && ledger.acceptedUntilNs(store.server()) > context.nowNs();
        return accepted ? accept(store, head) : look;
    }

    /** An operator has decided for this side of a fork, or that an old date is wrong. */
    private Look accept(RemoteStore store, CatalogHead head) throws IOException {
        Look look = takeOver(store, head, CatalogPosition.START, Look.Accepted::new);
        if (look instanceof Look.Done) {
            ledger.accept(store.server(), 0);
        }
        return look;
    }

    private Look withoutHead(RemoteStore store) throws IOException {
        try {
            store.stat(OUTBOX);
            return new Look.NoCatalog(mode);
        } catch (NoSuchFileException e) {
            return new Look.Failed(FaultKind.OUTBOX, "its outbox is not there");
        }
    }

    private Look follow(RemoteStore store, CatalogHead head) throws IOException {
        return follow(store, head, Relation.of(ledger.epochs(), head));
    }

    private Look follow(RemoteStore store, CatalogHead head, Relation relation) throws IOException {
        if (relation instanceof Relation.Known known) {
            return known.look();
        }
        if (relation instanceof Relation.Perhaps perhaps) {
            return goesOn(store, head, perhaps.from())
                    ? takeOver(store, head, perhaps.from(), perhaps.outcome())
                    : follow(store, head, perhaps.otherwise());
        }
        if (relation instanceof Relation.Onward onward) {
            return takeOver(store, head, onward.from(), onward.outcome());
        }
        return leaveParent(store, head, (Relation.Branched) relation);
    }

    /** Whether the lines behind a place lead to HEAD. Once is enough to know that they do not. */
    private boolean goesOn(RemoteStore store, CatalogHead head, CatalogPosition from) throws IOException {
        if (head.chain().equals(unrelated)) {
            return false;
        }
        SegmentEnd end = reader.read(new RemoteSegments(store), from, head, CatalogReader.Lines.NONE);
        unrelated = end instanceof SegmentEnd.Corrupt ? head.chain() : null;
        return end instanceof SegmentEnd.Complete;
    }

    private Look leaveParent(RemoteStore store, CatalogHead head, Relation.Branched branched) throws IOException {
        Optional<CatalogPosition> from;
        try {
            from = new BranchFinder(new RemoteSegments(store)).find(head, branched.branch());
        } catch (CatalogFormatException e) {
            return new Look.Corrupt(head.segment(), 0, "no line at the start of a segment: " + e.getMessage());
        }
        Optional<List<CatalogLine>> again =
                from.isPresent() ? histories.find(store, head, branched.branch(), from.get()) : Optional.empty();
        return again.isPresent()
                ? read(store, head, new Beginning(from.get(), Optional.empty(), again.get()), branched.outcome())
                : fromSnapshot(store, head, branched.outcome())
                        .orElse(new Look.NotYet(
                                "not all lines up to " + branched.branch().seq() + ", where it branched"));
    }

    private Look takeOver(RemoteStore store, CatalogHead head, CatalogPosition from, Function<Progress, Look> outcome)
            throws IOException {
        if (from.equals(CatalogPosition.START) && head.segment() > from.segment()) {
            Optional<Look> look = fromSnapshot(store, head, outcome);
            if (look.isPresent()) {
                return look.get();
            }
        }
        Look look = read(store, head, new Beginning(from, Optional.empty(), List.of()), outcome);
        boolean mayBeGone = look instanceof Look.NotYet && from.segment() < head.segment();
        if (mayBeGone && !CatalogFiles.list(store).segments().contains(from.segment())) {
            // Compaction took the segment away in which the place is.
            return fromSnapshot(store, head, outcome).orElse(look);
        }
        return look;
    }

    /** Begins with the newest snapshot that is whole; empty if there is none at all. */
    private Optional<Look> fromSnapshot(RemoteStore store, CatalogHead head, Function<Progress, Look> outcome)
            throws IOException {
        Look look = null;
        for (long number : CatalogFiles.list(store).snapshotsBefore(head)) {
            look = read(store, head, new Beginning(CatalogPosition.START, Optional.of(number), List.of()), outcome);
            if (look instanceof Look.Done) {
                break;
            }
        }
        return Optional.ofNullable(look);
    }

    private Look read(RemoteStore store, CatalogHead head, Beginning beginning, Function<Progress, Look> outcome)
            throws IOException {
        SegmentSource segments = new RemoteSegments(store);
        try (Spool spool = new Spool(spoolFile, reserveBytes)) {
            CatalogPosition from = beginning.from();
            SnapshotHead place = null;
            if (beginning.snapshot().isPresent()) {
                long number = beginning.snapshot().get();
                SnapshotEnd base = reader.readSnapshot(spool.keeping(new RemoteSnapshots(store)), number, line -> {});
                if (!(base instanceof SnapshotEnd.Complete complete)) {
                    return unusable(base, number);
                }
                if (!complete.head().isBefore(head)) {
                    return new Look.NotYet("snapshot " + number + " is newer than HEAD");
                }
                place = complete.head();
                from = place.position();
            }
            SegmentEnd end = reader.read(spool.keeping(segments), from, head, CatalogReader.Lines.NONE);
            count(store.server(), end.position().seq() - from.seq(), spool.size());
            if (end instanceof SegmentEnd.Truncated truncated) {
                return new Look.NotYet(truncated.problem());
            }
            if (end instanceof SegmentEnd.Corrupt corrupt) {
                return damaged(store, head, from, corrupt);
            }
            Intake intake = new Intake(ledger, wanted, context.counters(), context::nowNs, store.server(), head);
            SegmentSource kept = spool.replay();
            if (place != null) {
                takeOverSnapshot(kept, intake, head, place);
            }
            if (!beginning.again().isEmpty()) {
                beginning.again().forEach(intake::take);
                intake.finish(from);
            }
            return outcome.apply(
                    intake.finish(reader.read(kept, from, head, intake).position()));
        }
    }

    private void takeOverSnapshot(SegmentSource kept, Intake intake, CatalogHead head, SnapshotHead place)
            throws IOException {
        try {
            ledger.together(() -> {
                SnapshotIntake snapshot = new SnapshotIntake(ledger, intake, head, place);
                readKept(kept, place, snapshot);
                snapshot.finish();
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        intake.tell();
    }

    private void readKept(SegmentSource kept, SnapshotHead place, SnapshotIntake intake) {
        try {
            SnapshotEnd end = reader.readSnapshot(kept, place.segment(), intake::take);
            if (!(end instanceof SnapshotEnd.Complete)) {
                throw new IllegalStateException("kept bytes of snapshot " + place.segment() + " differ: " + end);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Look unusable(SnapshotEnd end, long number) {
        return end instanceof SnapshotEnd.Corrupt corrupt
                ? new Look.Corrupt(number, corrupt.offset(), corrupt.problem())
                : new Look.NotYet(((SnapshotEnd.Truncated) end).problem());
    }

    private void count(String server, long lines, long bytes) {
        context.counters().add(Counter.CATALOG_LINES, server, lines);
        context.counters().add(Counter.CATALOG_BYTES, server, bytes);
    }

    /**
     * What does not go on from our lines is damaged, unless it is sound from its first line: then it is another history,
     * or what was damaged has been replaced meanwhile.
     */
    private Look damaged(RemoteStore store, CatalogHead head, CatalogPosition from, SegmentEnd.Corrupt corrupt)
            throws IOException {
        Examined known = examined;
        if (known == null || !known.chain().equals(head.chain())) {
            SegmentSource segments = new RemoteSegments(store);
            boolean isSound = from.seq() > 0 && isSound(segments, start(store, head), head);
            if (isSound && isSound(segments, from, head)) {
                return new Look.NotYet("changed while it was read");
            }
            known = new Examined(head.chain(), isSound);
            examined = known;
        }
        return known.isSound()
                ? new Look.Fork("its lines up to seq " + from.seq() + " are not those known here")
                : new Look.Corrupt(corrupt.segment(), corrupt.offset(), corrupt.problem());
    }

    /** Where all that is there of a catalog begins: at its first line, or behind a snapshot. */
    private CatalogPosition start(RemoteStore store, CatalogHead head) throws IOException {
        CatalogFiles files = CatalogFiles.list(store);
        for (long number : files.segments().contains(CatalogPosition.START.segment())
                ? List.<Long>of()
                : files.snapshotsBefore(head)) {
            if (reader.readSnapshot(new RemoteSnapshots(store), number, line -> {})
                    instanceof SnapshotEnd.Complete complete) {
                return complete.head().position();
            }
        }
        return CatalogPosition.START;
    }

    private boolean isSound(SegmentSource segments, CatalogPosition from, CatalogHead head) throws IOException {
        return reader.read(segments, from, head, CatalogReader.Lines.NONE) instanceof SegmentEnd.Complete;
    }

    /**
     * Where reading begins.
     *
     * @param from the place, if there is no snapshot
     * @param snapshot number of the snapshot behind which it begins
     * @param again lines of before that count again
     */
    private record Beginning(CatalogPosition from, Optional<Long> snapshot, List<CatalogLine> again) {}

    /**
     * A catalog that was read from its start, to tell damage from a fork. Once is enough.
     *
     * @param chain of its HEAD
     * @param isSound whether HEAD vouches for all of it
     */
    private record Examined(Sha256 chain, boolean isSound) {}
}
