package dev.pullover.testserver;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.pullover.common.EpochTime;
import dev.pullover.common.ExitCode;
import dev.pullover.common.ModuleName;
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
import dev.pullover.common.remote.RemoteStores;
import dev.pullover.common.state.Control;
import dev.pullover.common.state.ServerRecord;
import dev.pullover.common.state.ServersFile;
import dev.pullover.common.state.StateDirectory;
import dev.pullover.testkit.Await;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** A real agent: its own threads, real time, real connections; the test's thread is the module's. */
final class RunningAgent implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long IDLE_NS = TimeUnit.MILLISECONDS.toNanos(20);

    final Counters counters = new Counters();
    private final StandardMessageBus bus = new StandardMessageBus(new MemoryQueueStorage(), System::nanoTime);
    private final MessageReader<Verdict> verdicts;
    private final ServersFile file;
    private final TestserverAgent agent;
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(TestserverAgent.class.getPackageName());
    private @Nullable Verdict last;

    RunningAgent(Path configuration) {
        Logging.toStderr();
        log.start();
        logger.setLevel(Level.INFO);
        logger.addAppender(log);
        Config config = ConfigLoader.load(configuration);
        StateDirectory state = new StateDirectory(config.requireReplica().state()).prepare();
        file = new ServersFile(state);
        verdicts = bus.reader(Channel.VERDICT, Map.of());
        // So that the reader of faults need not look for a new writer first.
        bus.sender(Channel.FAULT, ModuleName.COPYLIST);
        agent = new TestserverAgent(
                new ModuleContext(
                        ModuleName.TESTSERVER,
                        config,
                        state,
                        bus,
                        server -> RemoteStores.open(
                                server,
                                config.copy().transport(),
                                config.check().timeout()),
                        counters,
                        Clock.systemUTC(),
                        System::nanoTime,
                        new Random(),
                        () -> false),
                name -> name.equals(TestserverAgent.FILE_THREAD) ? new CallerRuns() : ServerChecker.newThread(name));
    }

    /** What was logged since the start. */
    List<String> log() {
        return log.list.stream()
                .map(event -> event.getLevel() + " " + event.getFormattedMessage())
                .toList();
    }

    ExitCode pass() throws InterruptedException {
        return agent.pass();
    }

    Control.Answer ask(String verb, String server) {
        return agent.onRequest(new Control.Request("1", verb, server, 0, "root", "test"));
    }

    void fault(String server, FaultKind kind) {
        long nowNs = EpochTime.nowNs(Clock.systemUTC());
        bus.sender(Channel.FAULT, ModuleName.COPYLIST)
                .send(new Fault(nowNs, ModuleName.COPYLIST, server, kind, "test"));
    }

    /** Runs the agent until the last verdict names this server, and tells how long that took. */
    Duration untilActive(String server) {
        return until(
                "active " + server,
                () -> last != null
                        && last.active().map(Verdict.Choice::name).orElse("").equals(server));
    }

    /** Runs the agent until the last verdict has this state of a server. */
    Duration untilState(String server, ServerState state) {
        return until(
                server + " " + state,
                () -> last != null
                        && last.servers().stream()
                                .anyMatch(choice -> choice.name().equals(server) && choice.state() == state));
    }

    void run(Duration span) {
        long start = System.nanoTime();
        until("time", () -> System.nanoTime() - start >= span.toNanos());
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

    @Override
    public void close() {
        logger.detachAppender(log);
        agent.close();
        bus.close();
    }

    /** Runs the agent until that holds, and tells how long it took. */
    Duration until(String description, BooleanSupplier condition) {
        long start = System.nanoTime();
        Await.until(PATIENCE, description, () -> {
            if (agent.doWork() == 0) {
                LockSupport.parkNanos(IDLE_NS);
            }
            verdicts.poll(100, (writer, verdict) -> last = verdict);
            return condition.getAsBoolean();
        });
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
