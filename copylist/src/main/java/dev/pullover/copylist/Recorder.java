package dev.pullover.copylist;

import dev.pullover.common.ledger.KeptFile;
import dev.pullover.common.ledger.ReplicaLedger;
import dev.pullover.common.ledger.ReplicaLedger.Batch;
import dev.pullover.common.queue.ReaderPosition;
import dev.pullover.copylist.Outcome.AlreadyHere;
import dev.pullover.copylist.Outcome.Copied;
import dev.pullover.copylist.Outcome.Deleted;
import dev.pullover.copylist.Steps.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Ends the way of a group of files: installs them, then records them in one transaction, and only then counts them. One
 * thread.
 */
final class Recorder {
    private final Installer installer;
    private final Versions versions;
    private final ReplicaLedger ledger;
    private final Accounts accounts;
    private final Steps steps;
    private @Nullable Unrecorded unrecorded;

    Recorder(Installer installer, Versions versions, ReplicaLedger ledger, Accounts accounts, Steps steps) {
        this.installer = installer;
        this.versions = versions;
        this.ledger = ledger;
        this.accounts = accounts;
        this.steps = steps;
    }

    /**
     * Installs a group and makes it ready to be recorded by {@link #commit}.
     *
     * @param feed is told that the group is settled
     */
    void prepare(Group group, Feed feed, Booking booking, Map<String, ReaderPosition> positions)
            throws InterruptedException {
        List<Settled> files = installed(group.settled());
        files.forEach(booking::add);
        booking.add(versions.kept(changed(files), booking.nowNs()));
        group.deletions().forEach(task -> booking.unpark(task.path()));
        group.gone().forEach(booking::unpark);
        group.settled().forEach(file -> feed.settled(file.task()));
        group.deletions().forEach(feed::settled);
        Batch batch = booking.batch(feed.catalogId(), feed.position(), positions);
        unrecorded = new Unrecorded(batch, files, group.deletions());
    }

    /** Whether something is installed and not recorded. */
    boolean hasUnrecorded() {
        return unrecorded != null;
    }

    /**
     * Records what was prepared.
     *
     * @throws ReplicaLedger.FullException if there is no space; to be called again then
     */
    void commit(Tally... tallies) {
        Unrecorded ready = unrecorded;
        if (ready == null) {
            return;
        }
        steps.before(Step.RECORD);
        ledger.commit(ready.batch());
        unrecorded = null;
        accounts.settled(ready.files(), tallies);
        ready.deletions().forEach(task -> accounts.ignored(task.path()));
        versions.prune(ready.batch().kept().stream()
                .filter(kept -> kept.reason() == KeptFile.Reason.REPLACED)
                .map(kept -> kept.entry().path())
                .toList());
    }

    private static List<Settled> changed(List<Settled> files) {
        return files.stream()
                .filter(file -> file.outcome() instanceof Copied
                        || file.outcome() instanceof AlreadyHere
                        || file.outcome() instanceof Deleted)
                .toList();
    }

    private List<Settled> installed(List<Settled> all) throws InterruptedException {
        List<Settled> done = new ArrayList<>(all.size());
        List<Settled> toInstall = new ArrayList<>();
        for (Settled settled : all) {
            boolean install = settled.outcome() instanceof Copied
                    || settled.outcome() instanceof AlreadyHere here && here.unsynced();
            (install ? toInstall : done).add(settled);
        }
        if (!toInstall.isEmpty()) {
            done.addAll(installer.install(toInstall));
        }
        return done;
    }

    /** Work that is done and has yet to be recorded. */
    private record Unrecorded(Batch batch, List<Settled> files, List<Task> deletions) {}
}
