package dev.pullover.testserver;

import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.pullover.common.EpochTime;
import dev.pullover.common.ExitCode;
import dev.pullover.common.ModuleName;
import dev.pullover.common.catalog.CatalogHead;
import dev.pullover.common.config.Config;
import dev.pullover.common.config.ConfigLoader;
import dev.pullover.common.logging.Logging;
import dev.pullover.common.message.Channel;
import dev.pullover.common.message.Fault;
import dev.pullover.common.message.FaultKind;
import dev.pullover.common.message.ServerState;
import dev.pullover.common.message.Verdict;
import dev.pullover.common.metrics.Counters;
import dev.pullover.common.module.ModuleContext;
import dev.pullover.common.queue.MemoryQueueStorage;
import dev.pullover.common.queue.MessageReader;
import dev.pullover.common.queue.StandardMessageBus;
import dev.pullover.common.state.Control;
import dev.pullover.common.state.ServerRecord;
import dev.pullover.common.state.ServersFile;
import dev.pullover.common.state.StateDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/** An agent with two servers in memory, all on one thread. Time stands still but for {@link #advance}. */
final class Rig implements AutoCloseable {
    static final UUID EPOCH = UUID.fromString("11111111-0000-4000-8000-000000000000");
    private static final Duration STEP = Duration.ofMillis(50);
    private static final int MAX_STEPS = 10_000;
    private static final long SEED = 1;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Instant START = Instant.parse("2026-11-21T12:00:00Z");

    final FakeServer production = new FakeServer("production", this::passTime);
    final FakeServer backup = new FakeServer("backup", this::passTime);
    final Counters counters = new Counters();
    final StandardMessageBus bus;
    final ServersFile file;
    private final Map<String, FakeServer> servers =
            Stream.of(production, backup).collect(Collectors.toMap(server -> server.name, server -> server));
    private final Config config;
    private final StateDirectory state;
    private final AtomicLong nanos = new AtomicLong(-5_000_000_000L);
    private final InstantSource wall = () -> START.plusNanos(nanos.get());
    private final Clock clock = wall.withZone(ZoneOffset.UTC);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger("dev.pullover.testserver");
    private TestserverAgent agent;

    Rig(Path directory, String... settings) throws IOException {
        Logging.toStderr();
        Path toml = directory.resolve("pullover.toml");
        Files.writeString(toml, """
                [replica]
                directory = "%1$s/replica"
                state = "%1$s/state"
                [[servers]]
                name = "production"
                uri = "file:///srv/production"
                [[servers]]
                name = "backup"
                uri = "file:///srv/backup"
                """.formatted(directory) + String.join("\n", settings) + "\n");
        config = ConfigLoader.load(toml);
        state = new StateDirectory(config.requireReplica().state()).prepare();
        file = new ServersFile(state);
        bus = new StandardMessageBus(new MemoryQueueStorage(), nanos::get);
        production.publish(head(100));
        backup.publish(head(100));
        log.start();
        logger.setLevel(Level.INFO);
        logger.addAppender(log);
    }

    static CatalogHead head(long seq) {
        return CatalogsTest.head(EPOCH, seq);
    }

    void start() {
        agent = new TestserverAgent(
                new ModuleContext(
                        ModuleName.TESTSERVER,
                        config,
                        state,
                        bus,
                        server -> servers.get(server.name()).login(),
                        counters,
                        clock,
                        nanos::get,
                        new Random(SEED),
                        () -> false),
                server -> new CallerRuns());
    }

    /** Starts the agent and has the servers checked for the first time. */
    void startAndCheck() {
        start();
        step();
    }

    /** Ends the agent and starts another one, as a restart of the process does. */
    void restart() {
        agent.close();
        startAndCheck();
    }

    /** Has the agent do all that is due now. */
    void step() {
        // A check that one step starts is taken account of by the next one.
        int idle = 0;
        for (int i = 0; idle < 2; i++) {
            idle = agent.doWork() == 0 ? idle + 1 : 0;
            assertTrue(i < MAX_STEPS, "the agent never rests");
        }
    }

    /** Lets time pass, and the agent do what comes due in it. */
    void advance(Duration span) {
        for (Duration done = Duration.ZERO; done.compareTo(span) < 0; done = done.plus(STEP)) {
            passTime(STEP);
            step();
        }
    }

    void stop() {
        agent.close();
    }

    ExitCode pass() throws InterruptedException {
        return agent.pass();
    }

    /** Lets time pass until the condition holds, and tells how much it was. */
    Duration advanceUntil(String description, BooleanSupplier condition) {
        long start = nanos.get();
        for (int i = 0; i < MAX_STEPS; i++) {
            if (condition.getAsBoolean()) {
                return Duration.ofNanos(nanos.get() - start);
            }
            advance(STEP);
        }
        throw new AssertionError("never happened: " + description + "; log: " + log());
    }

    /** Lets time pass until a server is in a state. */
    Duration advanceUntil(String server, ServerState expected) {
        return advanceUntil(server + " " + expected, () -> record(server).state() == expected);
    }

    Control.Answer ask(String verb, String server, Duration span) {
        return ask(verb, server, span, "test");
    }

    Control.Answer ask(String verb, String server, Duration span, String reason) {
        long untilNs = span.isZero() ? 0 : nowNs() + span.toNanos();
        return agent.onRequest(new Control.Request("1", verb, server, untilNs, "root", reason));
    }

    /** A transfer's failure, now or earlier. */
    void fault(FakeServer server, FaultKind kind, Duration ago) throws InterruptedException {
        bus.sender(Channel.FAULT, ModuleName.COPYLIST)
                .send(new Fault(nowNs() - ago.toNanos(), ModuleName.COPYLIST, server.name, kind, "test"));
        bus.sender(Channel.FAULT, ModuleName.COPYLIST).flush(PATIENCE);
    }

    ServerRecord record(String server) {
        return content().servers().stream()
                .filter(record -> record.name().equals(server))
                .findFirst()
                .orElseThrow();
    }

    ServersFile.Content content() {
        try {
            return file.read().orElseThrow();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    String active() {
        return content().verdict().active().map(Verdict.Choice::name).orElse("");
    }

    /** All that were sent so far. */
    List<Verdict> verdicts() throws InterruptedException {
        bus.sender(Channel.VERDICT, ModuleName.TESTSERVER).flush(PATIENCE);
        List<Verdict> verdicts = new ArrayList<>();
        try (MessageReader<Verdict> reader = bus.reader(Channel.VERDICT, Map.of())) {
            reader.poll(MAX_STEPS, (writer, verdict) -> verdicts.add(verdict));
        }
        return verdicts;
    }

    List<String> log() {
        return log.list.stream()
                .map(event -> event.getLevel() + " " + event.getFormattedMessage())
                .toList();
    }

    long nowNs() {
        return EpochTime.nowNs(clock);
    }

    @Override
    public void close() {
        logger.detachAppender(log);
        agent.close();
        bus.close();
    }

    /** Lets time pass while the agent does nothing. */
    void passTime(Duration span) {
        nanos.addAndGet(span.toNanos());
    }
}
