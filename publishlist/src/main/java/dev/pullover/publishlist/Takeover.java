package dev.pullover.publishlist;

import dev.pullover.common.ExitCode;
import dev.pullover.common.PulloverException;
import dev.pullover.common.catalog.CatalogHead;
import dev.pullover.publishlist.VerifyReport.Difference;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Goes on, as a child epoch, from a catalog that another publisher wrote: on the backup server with what was replicated
 * to it, back on the old production, or after the loss of the state directory.
 */
final class Takeover {
    /**
     * What the operator said.
     *
     * @param dryRun look, and change nothing
     * @param contents read all files of the outbox, instead of comparing size, date and mode
     * @param acceptDifferences take over although files are missing or differ
     */
    record Request(boolean dryRun, boolean contents, boolean acceptDifferences) {}

    private final Path state;
    private final Outbox outbox;
    private final LocalCatalog catalog;
    private final Identity identity;
    private final Index index;

    Takeover(Path state, Outbox outbox, LocalCatalog catalog, Identity identity, Index index) {
        this.state = state;
        this.outbox = outbox;
        this.catalog = catalog;
        this.identity = identity;
        this.index = index;
    }

    /**
     * Checks the catalog and the files, and begins the child epoch unless something speaks against it.
     *
     * @param differences takes each file that is not as the catalog says
     * @throws PulloverException if there is no catalog, it is this publisher's already, or it is not whole
     */
    TakeoverReport run(Request request, Supplier<UUID> epochs, Instant now, Consumer<Difference> differences)
            throws IOException {
        CatalogHead found = head();
        refuseOwn(found);
        VerifyReport compared = compare(found, request.contents(), differences);
        boolean refused = compared.differences() > 0 && !request.acceptDifferences();
        if (refused || request.dryRun()) {
            return report(compared, found, null);
        }
        CatalogHead.Parent parent = new CatalogHead.Parent(found.epoch(), found.seq(), found.chain());
        // Readers take an empty segment that is not HEAD's for one that is not there yet: so none is left behind.
        long segment = found.length() == 0 ? found.segment() : found.segment() + 1;
        UUID epoch = begunBefore(found).orElseGet(epochs);
        CatalogHead child = new CatalogHead(epoch, parent, found.seq(), segment, 0, found.chain(), now);
        identity.write(child);
        return report(compared, found, outbox.takeOver(found, child));
    }

    private CatalogHead head() throws IOException {
        Optional<CatalogHead> head = outbox.readHead();
        return head.orElseThrow(() -> new PulloverException(
                ExitCode.USAGE,
                "outbox " + outbox.root() + " has no catalog, so there is nothing to take over;"
                        + " `publishlist once` begins a new one"));
    }

    private void refuseOwn(CatalogHead found) throws IOException {
        Optional<CatalogHead> own = identity.read();
        if (own.isPresent() && own.get().epoch().equals(found.epoch())) {
            throw new PulloverException(
                    ExitCode.USAGE,
                    "the catalog in " + outbox.root() + ", epoch " + found.epoch()
                            + ", is this publisher's own already; `publishlist once` or `run` goes on with it");
        }
    }

    /**
     * The child that an earlier takeover began here: it was killed, perhaps after replicas had seen it, and a power cut took
     * its HEAD. Another child would be a fork to them. One to which lines were added cannot be begun again.
     */
    private Optional<UUID> begunBefore(CatalogHead found) throws IOException {
        Optional<IndexMark> mark = index.mark();
        return identity.read()
                .filter(begun -> Identity.isChildOf(begun, found))
                .filter(begun -> mark.isEmpty() || !mark.get().isAhead(begun))
                .map(CatalogHead::epoch);
    }

    private VerifyReport compare(CatalogHead found, boolean contents, Consumer<Difference> differences)
            throws IOException {
        try (LatestLines lines = new LatestLines(state)) {
            catalog.readAll(found, lines::add);
            return new Verification(outbox, lines, contents, differences).run(found);
        } catch (PulloverException e) {
            throw new PulloverException(
                    ExitCode.VERIFICATION,
                    "not taken over: " + e.getMessage() + ". Where others replicate it: let the replication come to its"
                            + " end first",
                    e);
        }
    }

    private static TakeoverReport report(VerifyReport compared, CatalogHead found, @Nullable CatalogHead child) {
        return new TakeoverReport(
                compared.files(),
                compared.differences(),
                child != null,
                found.epoch(),
                child == null ? null : child.epoch(),
                found.seq());
    }
}
