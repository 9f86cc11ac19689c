package dev.pullover.stat;

import dev.pullover.common.EpochTime;
import dev.pullover.common.ModuleName;
import dev.pullover.common.config.ConfigLoader;
import dev.pullover.common.message.Channel;
import dev.pullover.common.message.StatUpdate;
import dev.pullover.common.metrics.Counter;
import dev.pullover.common.metrics.Counters;
import dev.pullover.common.module.Agent;
import dev.pullover.common.module.ModuleContext;
import dev.pullover.common.queue.MemoryQueueStorage;
import dev.pullover.common.queue.MessageBus;
import dev.pullover.common.queue.StandardMessageBus;
import dev.pullover.common.state.StateDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/** A state directory, queues in memory, and time that only moves when told. */
final class TestSetting implements AutoCloseable {
    static final Instant NOW = Instant.parse("2026-11-21T03:15:00Z");

    final MemoryQueueStorage queues = new MemoryQueueStorage();
    final AtomicLong nanoTime = new AtomicLong();
    final Path configFile;
    final StateDirectory state;
    Counters counters = new Counters();
    private final MessageBus bus = new StandardMessageBus(queues, nanoTime::get);

    /** @param more lines for the configuration */
    TestSetting(Path folder, String more) throws IOException {
        state = new StateDirectory(folder.resolve("state")).prepare();
        configFile = folder.resolve("pullover.toml");
        Files.writeString(configFile, """
                [replica]
                directory = "%s/replica"
                state = "%s/state"
                %s
                """.formatted(folder, folder, more));
    }

    Agent open() {
        counters = new Counters();
        Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
        return new StatModule()
                .open(new ModuleContext(
                        ModuleName.STAT,
                        ConfigLoader.load(configFile),
                        state,
                        bus,
                        server -> {
                            throw new AssertionError("stat connects to nobody");
                        },
                        counters,
                        clock,
                        nanoTime::get,
                        new Random(1),
                        () -> false));
    }

    /** Reports files copied by process {@code incarnation} so far. */
    void copied(long incarnation, long files) throws InterruptedException {
        send(new StatUpdate(
                EpochTime.nowNs(Clock.fixed(NOW.minusSeconds(3), ZoneOffset.UTC)),
                ModuleName.COPYLIST,
                incarnation,
                List.of(new StatUpdate.Value(Counter.FILES_COPIED.id(), "production", files))));
    }

    void send(StatUpdate update) throws InterruptedException {
        var sender = bus.sender(Channel.STAT, update.module());
        sender.send(update);
        sender.flush(Duration.ofSeconds(60));
    }

    /** The total that people are told. */
    long copied() {
        return value(Counter.FILES_COPIED, "production");
    }

    long value(Counter counter, String label) {
        return Snapshot.read(state, 0).figures().stream()
                .filter(figure ->
                        figure.counter() == counter.id() && figure.label().equals(label))
                .mapToLong(Figure::value)
                .sum();
    }

    @Override
    public void close() {
        bus.close();
    }
}
