package dev.pullover.publishlist;

import dev.pullover.common.ExitCode;
import dev.pullover.common.PulloverException;
import dev.pullover.common.catalog.CatalogHead;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/** Finds out which catalog is in the outbox before anything is published, and completes what a killed publisher left. */
final class CatalogStart {
    private final Outbox outbox;
    private final Index index;
    private final Identity identity;
    private final Path state;

    CatalogStart(Outbox outbox, Index index, Identity identity, Path state) {
        this.outbox = outbox;
        this.index = index;
        this.identity = identity;
        this.state = state;
    }

    /**
     * Completes what was begun, or begins a catalog.
     *
     * @return the head to go on from
     * @throws PulloverException if the catalog is not this publisher's, or not what it was
     */
    CatalogHead prepare(Supplier<UUID> epochs, Instant now) throws IOException {
        Optional<CatalogHead> found = outbox.readHead();
        Optional<IndexMark> mark = index.mark();
        if (found.isEmpty()) {
            mark.ifPresent(this::refuseUnmounted);
            outbox.refuseSegmentsWithoutHead();
            CatalogHead first = CatalogHead.empty(epochs.get(), now);
            identity.write(first);
            return outbox.begin(first);
        }
        CatalogHead head = found.get();
        identity.anchor();
        Optional<CatalogHead> own = identity.read();
        if (own.isPresent() && Identity.isChildOf(own.get(), head)) {
            // Killed in the middle of a takeover, unless it has lines: then the outbox of before was brought back.
            mark.ifPresent(known -> refuseSetBack(own.get(), known));
            return outbox.takeOver(head, own.get());
        }
        refuseForeign(head, own);
        mark.ifPresent(known -> refuseSetBack(head, known));
        return outbox.recover(head);
    }

    private void refuseUnmounted(IndexMark mark) {
        throw new PulloverException(
                ExitCode.USAGE,
                "outbox " + outbox.root() + " has no catalog, but epoch " + mark.epoch()
                        + " was published there: is its file system mounted? To begin anew, remove " + index.file());
    }

    private void refuseForeign(CatalogHead head, Optional<CatalogHead> own) {
        if (own.isPresent() && own.get().epoch().equals(head.epoch())) {
            return;
        }
        String known = own.map(mine -> "is of epoch " + mine.epoch()).orElse("has written none");
        throw new PulloverException(
                ExitCode.USAGE,
                "the catalog in " + outbox.root() + " is of epoch " + head.epoch() + ", this publisher (state in "
                        + state
                        + ") " + known + ": another one wrote it. To go on with it from here, see to it that the other"
                        + " one writes no more, then run `publishlist takeover`");
    }

    private void refuseSetBack(CatalogHead head, IndexMark mark) {
        if (mark.isAhead(head)) {
            throw LocalCatalog.damaged(
                    outbox.root(),
                    "it ends at seq " + head.seq() + ", but seq "
                            + mark.position().seq()
                            + " of the same epoch was published: it was set back to an older state",
                    null);
        }
    }
}
