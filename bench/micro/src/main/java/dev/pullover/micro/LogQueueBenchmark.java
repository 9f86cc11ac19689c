package dev.pullover.micro;

import dev.pullover.common.ModuleName;
import dev.pullover.common.message.Channel;
import dev.pullover.common.message.LogLevel;
import dev.pullover.common.message.LogLine;
import dev.pullover.common.queue.MessageAppender;
import dev.pullover.common.queue.MessageBus;
import dev.pullover.common.queue.MessageSender;
import dev.pullover.common.queue.MessageTailer;
import dev.pullover.common.queue.StandardMessageBus;
import dev.pullover.common.queue.chronicle.ChronicleStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How many log messages a second go into a queue, on its disk: by its appender alone, by one thread through the ring, by four
 * threads through four rings into four queues, and how fast they are read. Every message counts only once it is appended.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 8, time = 1)
@Measurement(iterations = 8, time = 1)
@Fork(1)
public class LogQueueBenchmark {
    private static final int MESSAGES = 100_000;
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final List<ModuleName> WRITERS =
            List.of(ModuleName.TESTSERVER, ModuleName.SYNCHROLIST, ModuleName.COPYLIST, ModuleName.STAT);
    private static final String TEXT = "a line of usual length, with the name of a server and the reason of a failure";

    private Path root;
    private ChronicleStorage storage;
    private MessageBus bus;
    private MessageAppender<LogLine> appender;

    @Setup(Level.Iteration)
    public void open() throws IOException {
        root = Files.createTempDirectory("queues");
        storage = new ChronicleStorage(root, 0, Clock.systemUTC(), System::nanoTime);
        bus = new StandardMessageBus(storage, System::nanoTime);
        appender = storage.appender(Channel.LOG, ModuleName.LOG);
        for (int i = 0; i < MESSAGES; i++) {
            appender.append(line(ModuleName.LOG));
        }
    }

    @TearDown(Level.Iteration)
    public void close() throws IOException {
        appender.close();
        bus.close();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public void append() {
        for (int i = 0; i < MESSAGES; i++) {
            if (!appender.append(line(ModuleName.LOG))) {
                throw new IllegalStateException("dropped");
            }
        }
    }

    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public void oneWriter() throws InterruptedException {
        send(ModuleName.COPYLIST);
    }

    @Benchmark
    @OperationsPerInvocation(4 * MESSAGES)
    public void fourWriters() throws InterruptedException {
        List<Thread> threads = WRITERS.stream()
                .map(writer -> new Thread(() -> sendUnchecked(writer)))
                .toList();
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
    }

    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public long read() {
        long last = 0;
        try (MessageTailer<LogLine> tailer = storage.tailer(Channel.LOG, ModuleName.LOG.word())) {
            for (int i = 0; i < MESSAGES; i++) {
                last += tailer.next().sequence();
            }
        }
        return last;
    }

    private void sendUnchecked(ModuleName writer) {
        try {
            send(writer);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void send(ModuleName writer) throws InterruptedException {
        MessageSender<LogLine> sender = bus.sender(Channel.LOG, writer);
        for (int i = 0; i < MESSAGES; i++) {
            LogLine line = line(writer);
            while (!sender.send(line)) {
                // Here every message is to arrive: a module would drop it.
                Thread.onSpinWait();
            }
        }
        if (!sender.flush(TIMEOUT)) {
            throw new IllegalStateException("not appended within " + TIMEOUT);
        }
    }

    private static LogLine line(ModuleName writer) {
        return LogLine.of(System.nanoTime(), writer, LogLevel.INFO, 4711, TEXT);
    }
}
