package dev.pullover.testserver;

import dev.pullover.common.ExitCode;
import dev.pullover.common.ModuleName;
import dev.pullover.common.config.CheckConfig;
import dev.pullover.common.config.FailbackPolicy;
import dev.pullover.common.message.Channel;
import dev.pullover.common.message.Fault;
import dev.pullover.common.message.FaultKind;
import dev.pullover.common.message.Verdict;
import dev.pullover.common.metrics.Counter;
import dev.pullover.common.metrics.Counters;
import dev.pullover.common.metrics.Histogram;
import dev.pullover.common.module.Agent;
import dev.pullover.common.module.ModuleContext;
import dev.pullover.common.queue.MessageReader;
import dev.pullover.common.state.Control;
import dev.pullover.common.state.FailoverRecord;
import dev.pullover.common.state.ServerRecord;
import dev.pullover.common.state.ServersFile;
import java.io.IOException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks the servers, decides which to use, and tells it. */
final class TestserverAgent implements Agent {
    private static final Logger log = LoggerFactory.getLogger(TestserverAgent.class);
    /** At a cold start, servers that answer within this time are compared before the first one is chosen. */
    private static final Duration FIRST_ROUND = Duration.ofSeconds(1);
    /** Between two verdicts that say the same. */
    private static final Duration REPEAT = Duration.ofSeconds(10);
    /** Good until the second repetition after it, so that one may be missed. */
    private static final Duration VALIDITY = REPEAT.multipliedBy(2).plusSeconds(1);
    /** A pass for cron leaves nobody behind who could repeat its verdict. */
    private static final Duration ONCE_VALIDITY = Duration.ofHours(1);
    /** A pass looks that often whether it is to end, and whether a check is overdue. */
    private static final Duration PASS_POLL = Duration.ofMillis(20);

    /** How often to look whether a hold time or a switch is over. */
    private static final Duration DECISION_INTERVAL = Duration.ofMillis(200);

    private static final int FAULT_LIMIT = 1000;

    /** Name of the thread that writes {@code servers.json}. */
    static final String FILE_THREAD = "servers-file";

    private final ModuleContext context;
    private final ServersWriter writer;
    private final Roster roster;
    private final ActiveServer active;
    private final CheckSchedule checks;
    private final MessageReader<Fault> faults;
    private final EventLog events = new EventLog();
    private final Publisher publisher;
    private final AgentChecks agentChecks;
    private final long startNanos;
    private final List<Roster.Change> changes = new ArrayList<>();
    /** The first results of the servers, until they are complete or {@link #FIRST_ROUND} is over; null from then on. */
    private @Nullable List<CheckResult> firstRound = new ArrayList<>();
    /** Whether nothing is in use yet that one would want to stay with. */
    private boolean cold;

    /** Whether something happened that others wait for, though no state changed: a fault was answered, say. */
    private boolean publishNow;

    private long decidedNanos;

    /** @param threads makes the thread for the checks of a server, and {@link #FILE_THREAD} */
    TestserverAgent(ModuleContext context, Function<String, ExecutorService> threads) {
        this.context = context;
        ServersFile file = new ServersFile(context.state());
        Optional<ServersFile.Content> remembered = remembered(file);
        this.roster = Roster.of(context.config(), remembered, context.nowNs());
        String last = remembered
                .flatMap(content -> content.verdict().active())
                .map(Verdict.Choice::name)
                .orElse("");
        String inUse = staysInUse(remembered) ? last : "";
        this.cold = inUse.isEmpty();
        FailoverRecord lastFailover =
                remembered.map(ServersFile.Content::lastFailover).orElse(null);
        this.active = new ActiveServer(new Choice(context.config().failback()), inUse, last, lastFailover);
        this.checks = new CheckSchedule(roster, context, threads);
        this.faults = context.bus().readerAtEnd(Channel.FAULT);
        this.writer = new ServersWriter(file, threads.apply(FILE_THREAD));
        this.publisher = publisher(REPEAT, VALIDITY);
        this.agentChecks = new AgentChecks(context.config());
        this.startNanos = nanos();
        this.decidedNanos = startNanos;
        context.counters().set(Counter.LAST_FAILOVER, lastFailover == null ? 0 : lastFailover.outageMs());
    }

    @Override
    public int doWork() {
        int work = takeFaults() + takeResults(FIRST_ROUND);
        checks.startDue();
        boolean due = work > 0 || !changes.isEmpty() || nanos() - decidedNanos >= DECISION_INTERVAL.toNanos();
        if (due && firstRound == null) {
            decide(endSwitchInTime(), publisher, publishNow);
            publishNow = false;
        }
        return work;
    }

    @Override
    public ExitCode pass() throws InterruptedException {
        cold |= context.config().failback().policy() == FailbackPolicy.AUTOMATIC;
        Duration limit = passLimit(context.config().check());
        while (!roster.isSettled()
                && nanos() - startNanos < limit.toNanos()
                && !context.stopping().getAsBoolean()) {
            checks.startDue();
            checks.await(PASS_POLL);
            takeResults(limit);
        }
        Decision decision = decide(endSwitchInTime() || cold, publisher(ONCE_VALIDITY, ONCE_VALIDITY), true);
        faults.deletePassed();
        if (!decision.active().isEmpty()) {
            return ExitCode.OK;
        }
        roster.entries().forEach(entry -> log.info("{}", entry.record().summary()));
        return ExitCode.NO_SERVER;
    }

    /** The end of a check and a fault end the wait; this is for what comes by time. */
    @Override
    public long idleNs() {
        boolean pending = firstRound != null || active.isHolding() || roster.isSwitchLimited();
        return Math.min(checks.idleNs(), pending ? DECISION_INTERVAL.toNanos() : REPEAT.toNanos());
    }

    @Override
    public Control.Answer onRequest(Control.Request request) {
        Orders.Outcome outcome = Orders.carryOut(roster, request, context.nowNs());
        outcome.change().ifPresent(changes::add);
        if (!outcome.answer().done()) {
            return outcome.answer();
        }
        if (outcome.change().isEmpty()) {
            log.info("{}", outcome.answer().message());
        }
        // What is known by now has to do.
        takeResults(Duration.ZERO);
        String name = decide(outcome.switched(), publisher, true).active();
        String consequence = name.isEmpty() ? "no server is left" : "the active server is " + name;
        String kept = writer.sync() ? "" : "; not on disk yet, so a power cut may lose it: is the disk full or busy?";
        return new Control.Answer(true, outcome.answer().message() + "; " + consequence + kept);
    }

    @Override
    public void close() {
        agentChecks.close();
        checks.close();
        faults.close();
        writer.close();
    }

    /** Whether to go on with the server that was in use: after a short break, or where only an operator changes it. */
    private boolean staysInUse(Optional<ServersFile.Content> remembered) {
        boolean manual = context.config().failback().policy() == FailbackPolicy.MANUAL;
        return manual
                || remembered
                        .filter(content -> content.verdict().holdsAt(context.nowNs()))
                        .isPresent();
    }

    private static Optional<ServersFile.Content> remembered(ServersFile file) {
        try {
            return file.read();
        } catch (IOException e) {
            log.warn("servers.json cannot be read, going on without what it remembers: {}", e.toString());
            return Optional.empty();
        }
    }

    private int takeFaults() {
        int taken = faults.poll(FAULT_LIMIT, (writer, fault) -> takeFault(fault));
        if (taken > 0) {
            faults.deletePassed();
        }
        return taken;
    }

    private void takeFault(Fault fault) {
        if (fault.kind() == FaultKind.RECEIVING) {
            active.onFirstByte(fault.server(), fault.timeNs()).ifPresent(this::takeFirstByte);
            return;
        }
        Optional<ServerEntry> entry = roster.find(fault.server());
        if (fault.kind() == FaultKind.FORK) {
            entry.flatMap(forked -> roster.alarm(forked, fault.detail(), context.nowNs()))
                    .ifPresent(changes::add);
            return;
        }
        entry.filter(failed -> failed.onFault(fault, nanos(), context.nowNs()))
                .ifPresent(failed -> log.info(
                        "{}: {} met {}, checking: {}",
                        failed.name(),
                        fault.reporter().word(),
                        fault.kind(),
                        fault.detail()));
    }

    private void takeFirstByte(FailoverRecord failover) {
        events.tellFirstByte(failover);
        publishNow = true;
        countFirstByte(failover);
    }

    private void countFirstByte(FailoverRecord failover) {
        Long ms = failover.firstByteMs();
        context.counters().set(Counter.LAST_FAILOVER_FIRST_BYTE, ms == null ? 0 : ms);
    }

    private int takeResults(Duration firstRoundLimit) {
        List<CheckResult> results = checks.take();
        int taken = results.size();
        if (firstRound != null) {
            firstRound.addAll(results);
            if (!isComplete(firstRound) && nanos() - startNanos < firstRoundLimit.toNanos()) {
                return taken;
            }
            results = firstRound;
            firstRound = null;
        }
        results.forEach(this::count);
        List<ServerEntry> faulty =
                roster.entries().stream().filter(ServerEntry::hasOpenFault).toList();
        changes.addAll(roster.onResults(results, context.nowNs()));
        publishNow |= !faulty.stream().allMatch(ServerEntry::hasOpenFault);
        results.forEach(checks::settled);
        return taken;
    }

    private boolean isComplete(List<CheckResult> results) {
        return roster.entries().stream()
                .filter(entry -> entry.machine().pace() != Pace.NEVER)
                .allMatch(entry ->
                        results.stream().anyMatch(result -> result.server().equals(entry.name())));
    }

    private boolean endSwitchInTime() {
        boolean over = roster.isSwitchOver(context.nowNs());
        if (over) {
            log.info("{}: the time is over that an operator switched to it for", roster.forced());
            roster.endSwitch();
        }
        return over;
    }

    private Decision decide(boolean free, Publisher target, boolean urgent) {
        long nowNs = context.nowNs();
        ActiveServer.Step step = active.decide(roster, free || cold, nanos(), nowNs);
        cold &= !roster.isSettled();
        decidedNanos = nanos();
        agentChecks.update(roster);
        events.tell(changes, step);
        count(step);
        boolean news = urgent || step.news() || !changes.isEmpty();
        changes.clear();
        target.publish(roster, active, step.decision(), news, nanos(), nowNs);
        return step.decision();
    }

    private void count(CheckResult result) {
        context.counters().increment(Counter.CHECKS, result.server());
        if (result.outcome() instanceof CheckResult.Failed failed) {
            context.counters().increment(Counter.CHECK_FAILURES, result.server());
            context.counters().increment(Counter.ERRORS, failed.kind().word());
        }
    }

    private void count(ActiveServer.Step step) {
        Counters counters = context.counters();
        changes.forEach(
                change -> counters.increment(Counter.TRANSITIONS, change.entry().name()));
        for (Candidate candidate : step.decision().ranked()) {
            counters.set(Counter.SERVER_USABLE, candidate.name(), candidate.isUsable() ? 1 : 0);
            counters.set(Counter.SERVER_SEQUENCE, candidate.name(), candidate.sequence());
            counters.set(
                    Counter.SERVER_STATE, candidate.name(), candidate.state().id());
            boolean inUse = candidate.name().equals(step.decision().active());
            counters.set(Counter.SERVER_ACTIVE, candidate.name(), inUse ? 1 : 0);
        }
        roster.entries().forEach(entry -> countDowntime(entry.record()));
        if (step.switched()) {
            counters.increment(Counter.SWITCHES);
        }
        step.failover().ifPresent(failover -> {
            counters.set(Counter.LAST_FAILOVER, failover.outageMs());
            countFirstByte(failover);
            Histogram.observe(counters, Counter.FAILOVER_TIME, failover.outageMs());
        });
    }

    /** To the second, so that a server that stays down costs no more than one report a second. */
    private void countDowntime(ServerRecord server) {
        long presentNs = server.state().isUsable() ? 0 : Math.max(0, context.nowNs() - server.sinceNs());
        Duration all = Duration.ofMillis(server.downtimeMs()).plusNanos(presentNs);
        context.counters()
                .set(
                        Counter.SERVER_DOWNTIME,
                        server.name(),
                        all.truncatedTo(ChronoUnit.SECONDS).toMillis());
    }

    private Publisher publisher(Duration repeat, Duration validity) {
        return new Publisher(context.bus().sender(Channel.VERDICT, ModuleName.TESTSERVER), writer, repeat, validity);
    }

    /** What the failures that one state may need can take at most, each of them having waited for every layer. */
    private static Duration passLimit(CheckConfig check) {
        Duration oneCheck = check.timeout().multipliedBy(Layer.values().length).plus(check.interval());
        return oneCheck.multipliedBy(Math.max(2, check.fall()));
    }

    private long nanos() {
        return context.nanoTime().getAsLong();
    }
}
