package dev.pullover.copylist;

import dev.pullover.common.ExitCode;
import dev.pullover.common.catalog.CatalogLine;
import dev.pullover.common.cli.Amounts;
import dev.pullover.common.ledger.ReplicaLedger;
import dev.pullover.common.module.Agent;
import dev.pullover.common.module.ModuleContext;
import dev.pullover.common.path.FilePath;
import dev.pullover.common.state.Control;
import dev.pullover.copylist.Workers.Attempted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * copylist's one thread of decisions: hands out what is owed to the {@link Workers}, takes back what became of it, and has
 * it recorded in groups while the workers go on.
 */
final class CopyAgent implements Agent {
    private static final Logger log = LoggerFactory.getLogger(CopyAgent.class);
    /** Files handed out and not recorded: enough to keep the workers busy while a group is being recorded. */
    private static final int MAX_UNSETTLED = 3000;
    /** Files handed out, or taken back, in one step. */
    private static final int SLICE = 500;
    /** How long a step waits for a pull to end, while some are under way. */
    private static final Duration PULL_WAIT = Duration.ofMillis(20);

    private static final Duration DUE_INTERVAL = Duration.ofSeconds(1);
    private static final Duration PRUNE_INTERVAL = Duration.ofMinutes(10);
    private static final Duration VERDICT_INTERVAL = Duration.ofMillis(50);

    private final ModuleContext context;
    private final CopyParts parts;
    private final Consumer<CopySummary> onPassEnd;
    private final Progress progress;
    private @Nullable Feed feed;
    private Group group = new Group();
    private long dueNs;
    private long verdictNs;
    private long pruneNs;

    CopyAgent(ModuleContext context, CopyParts parts, Consumer<CopySummary> onPassEnd) {
        this.context = context;
        this.parts = parts;
        this.onPassEnd = onPassEnd;
        this.progress = new Progress(
                context.counters(), context.config().copy().parkAfter(), context::nowNs, context.nanoTime());
        this.dueNs = nanoTime() - DUE_INTERVAL.toNanos();
        this.pruneNs = nanoTime() - PRUNE_INTERVAL.toNanos();
        this.verdictNs = nanoTime() - VERDICT_INTERVAL.toNanos();
    }

    @Override
    public int doWork() throws InterruptedException {
        Feed open = feed();
        if (open == null) {
            return 0;
        }
        boolean due = nanoTime() - dueNs >= DUE_INTERVAL.toNanos();
        int work = step(open, due ? context.nowNs() : 0);
        progress.tell(open, parts.ledger());
        return work;
    }

    @Override
    public ExitCode pass() throws InterruptedException {
        long startNs = nanoTime();
        long startedAtNs = context.nowNs();
        Tally tally = progress.beginPass();
        Feed open = feed();
        ExitCode code = ExitCode.OK;
        if (open == null) {
            log.warn("catalog.db is not there yet: run synchrolist first");
        } else {
            code = pass(open, startedAtNs).or(tally.hasFailures() ? ExitCode.SOME_FILES : ExitCode.OK);
            code = code.or(parts.arrivals().finishPass(context.stopping()));
            progress.finish(open, parts.ledger());
        }
        onPassEnd.accept(tally.summary(Duration.ofNanos(nanoTime() - startNs)));
        return code;
    }

    private ExitCode pass(Feed open, long startedAtNs) throws InterruptedException {
        boolean lookedAgain = false;
        while (!context.stopping().getAsBoolean()) {
            boolean moved = step(open, open.unsettled() == 0 ? startedAtNs : 0) > 0;
            if (!moved && parts.waiting().isStuck()) {
                return parts.waiting().isForServer() ? ExitCode.NO_SERVER : ExitCode.SOME_FILES;
            }
            if (!moved && lookedAgain && open.unsettled() == 0) {
                return ExitCode.OK;
            }
            lookedAgain = !moved;
            if (lookedAgain) {
                parts.wakeups().wake();
            }
        }
        log.warn("told to stop before all was copied");
        return ExitCode.SOME_FILES;
    }

    /** Wanted files and verdicts end the wait; while pulls are under way there is none. */
    @Override
    public long idleNs() {
        return DUE_INTERVAL.toNanos();
    }

    @Override
    public Control.Answer onRequest(Control.Request request) {
        return switch (request.verb()) {
            case RetryParkedCommand.VERB, RetryParkedCommand.DELETIONS_VERB -> retryParked(request.verb());
            case Repair.VERB -> repair(Repair.paths(request));
            default -> Agent.super.onRequest(request);
        };
    }

    private Control.Answer repair(List<FilePath> paths) {
        Feed open = feed();
        if (open == null) {
            return new Control.Answer(false, "catalog.db is not there yet: synchrolist has to run first");
        }
        try {
            int repaired = open.repair(paths, context.nowNs());
            dueNs = nanoTime() - DUE_INTERVAL.toNanos();
            return new Control.Answer(true, Amounts.count(repaired, "file") + " looked at again");
        } catch (ReplicaLedger.FullException e) {
            return new Control.Answer(false, e.getMessage() + ": make room, then try again");
        }
    }

    private Control.Answer retryParked(String verb) {
        try {
            long woken = RetryParkedCommand.retry(verb, parts.ledger(), context.nowNs());
            dueNs = nanoTime() - DUE_INTERVAL.toNanos();
            return new Control.Answer(true, RetryParkedCommand.message(woken));
        } catch (ReplicaLedger.FullException e) {
            return new Control.Answer(false, e.getMessage() + ": make room, then try again");
        }
    }

    @Override
    public void close() {
        parts.close();
    }

    /** Opens the catalog when it is there; synchrolist makes it. */
    private @Nullable Feed feed() {
        if (feed == null) {
            feed = parts.openFeed().orElse(null);
        }
        return feed;
    }

    /** @param dueAtNs parked files that are due then are tried; 0 for none */
    private int step(Feed open, long dueAtNs) throws InterruptedException {
        hearVerdict();
        try {
            if (parts.recorder().hasUnrecorded()) {
                if (parts.waiting().isStuck()) {
                    return 0;
                }
                commit();
            }
            prune();
            parts.copying().tell(parts.workers().inFlight() > 0, open);
            int work = handOut(open, dueAtNs) + collect(open);
            parts.arrivals().tell();
            if (group.isDue(nanoTime()) || !group.isEmpty() && parts.workers().inFlight() == 0) {
                record(open);
                work++;
            }
            return work;
        } catch (ReplicaLedger.FullException e) {
            parts.waiting().forSpace(String.valueOf(e.getMessage()));
            return 0;
        }
    }

    private int handOut(Feed open, long dueAtNs) {
        if (parts.waiting().isStuck()) {
            return 0;
        }
        List<Task> tasks = new ArrayList<>(parts.waiting().takeAll());
        int room = MAX_UNSETTLED - open.unsettled();
        if (dueAtNs > 0 && room > 0) {
            tasks.addAll(due(open, dueAtNs, room));
        }
        if (room > tasks.size() && parts.wakeups().isAwake()) {
            tasks.addAll(open.next(Math.min(room - tasks.size(), SLICE)));
            if (open.isAllHandedOut()) {
                parts.wakeups().sawAll();
            }
        }
        boolean allOnDisk = parts.workers().inFlight() == 0 && group.isEmpty();
        List<Task> pulls = new ArrayList<>(tasks.size());
        for (Task task : tasks) {
            if (task.entry().line().op() == CatalogLine.Op.DEL) {
                delete(task, open);
            } else {
                pulls.add(task);
            }
        }
        if (allOnDisk) {
            parts.fileSystem().ifPresent(all -> all.expect(pulls.size()));
        }
        parts.parallelism().shares(pulls).forEach(parts.workers()::submit);
        return tasks.size();
    }

    private List<Task> due(Feed open, long dueAtNs, int room) {
        dueNs = nanoTime();
        List<FilePath> gone = new ArrayList<>();
        List<Task> tasks = open.due(dueAtNs, Math.min(room, SLICE), gone);
        gone.forEach(path -> group.addGone(path, nanoTime()));
        return tasks;
    }

    private void delete(Task task, Feed open) {
        parts.deletions()
                .apply(task, open)
                .ifPresentOrElse(
                        outcome -> group.add(new Settled(task, outcome), nanoTime()),
                        () -> group.addDeletion(task, nanoTime()));
    }

    /** Takes back what has ended, waiting a moment if nothing has. */
    private int collect(Feed open) throws InterruptedException {
        int taken = 0;
        while (parts.workers().inFlight() > 0 && taken < SLICE && !group.isDue(nanoTime())) {
            List<Attempted> ended = parts.workers().poll(taken == 0 ? PULL_WAIT : Duration.ZERO);
            if (ended.isEmpty()) {
                break;
            }
            ended.forEach(attempted -> take(attempted, open));
            taken += ended.size();
        }
        return taken + parts.workers().inFlight();
    }

    private void take(Attempted attempted, Feed open) {
        if (attempted.attempt() instanceof Attempt.NoServer noServer) {
            parts.waiting().forServer(attempted.task().withLosses(noServer.losses()));
        } else if (attempted.attempt() instanceof Attempt.NoSpace noSpace) {
            parts.waiting().forSpace(attempted.task(), noSpace.reason());
        } else if (attempted.attempt() instanceof Outcome outcome) {
            parts.copying().ended();
            open.tried(attempted.task());
            group.add(new Settled(attempted.task(), outcome), nanoTime());
            if (outcome instanceof Outcome.Copied) {
                parts.waiting().worked();
            } else if (outcome instanceof Outcome.Superseded) {
                parts.wakeups().wake();
            }
        }
    }

    private void record(Feed open) throws InterruptedException {
        Group full = group;
        group = new Group();
        Booking booking = new Booking(parts.backoff(), context.nowNs());
        parts.recorder().prepare(full, open, booking, parts.wakeups().positions());
        commit();
    }

    private void commit() {
        parts.recorder().commit(progress.tallies());
        parts.wakeups().recorded();
        parts.deletions().recorded();
    }

    private void prune() {
        if (nanoTime() - pruneNs >= PRUNE_INTERVAL.toNanos()) {
            pruneNs = nanoTime();
            parts.retention().prune(context.nowNs());
        }
    }

    private void hearVerdict() {
        if (nanoTime() - verdictNs >= VERDICT_INTERVAL.toNanos()) {
            verdictNs = nanoTime();
            parts.chooser().update(parts.verdicts().current());
        }
    }

    private long nanoTime() {
        return context.nanoTime().getAsLong();
    }
}
