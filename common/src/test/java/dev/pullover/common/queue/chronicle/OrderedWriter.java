package dev.pullover.common.queue.chronicle;

import dev.pullover.common.ModuleName;
import dev.pullover.common.logging.Logging;
import dev.pullover.common.message.Channel;
import dev.pullover.common.message.LogLevel;
import dev.pullover.common.message.LogLine;
import dev.pullover.common.queue.MessageBus;
import dev.pullover.common.queue.MessageSender;
import dev.pullover.common.queue.StandardMessageBus;
import dev.pullover.testkit.SmallDisk;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A process that sends lines to the log queue of {@code copylist} as its standard input orders. Its clocks stand still: the
 * free space is looked at only when {@code look} is ordered.
 */
final class OrderedWriter {
    private static final Duration CYCLE = Duration.ofMinutes(5);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final Path root;
    private final AtomicLong nanos = new AtomicLong();
    private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private volatile boolean fillAtNextLook;
    private long number;

    private OrderedWriter(Path root) {
        this.root = root;
    }

    /** @param arguments the folder of queues */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Logging.toStderr();
        new OrderedWriter(Path.of(arguments[0])).run();
    }

    private void run() throws IOException, InterruptedException {
        InstantSource source = this::now;
        ChronicleStorage storage = new ChronicleStorage(root, 0, source.withZone(ZoneOffset.UTC), nanos::get);
        try (MessageBus bus = new StandardMessageBus(storage, System::nanoTime);
                BufferedReader orders =
                        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII))) {
            MessageSender<LogLine> sender = bus.sender(Channel.LOG, ModuleName.COPYLIST);
            for (String order = orders.readLine(); order != null; order = orders.readLine()) {
                switch (order) {
                    case "look" -> nanos.addAndGet(Duration.ofHours(1).toNanos());
                    case "cycle" -> now = now.plus(CYCLE);
                    case "fill" -> fillAtNextLook = true;
                    default -> send(sender, Integer.parseInt(order));
                }
            }
        }
    }

    private void send(MessageSender<LogLine> sender, int lines) throws InterruptedException {
        long before = sender.dropped();
        for (int i = 0; i < lines; i++) {
            sender.send(LogLine.of(++number, ModuleName.COPYLIST, LogLevel.INFO, 1, "x".repeat(100)));
        }
        if (!sender.flush(TIMEOUT)) {
            throw new IllegalStateException("not sent within " + TIMEOUT);
        }
        System.out.println(lines - (sender.dropped() - before));
    }

    /** Fills the disk if it was ordered: a clock is looked at after the free space was. */
    private Instant now() {
        if (fillAtNextLook) {
            fillAtNextLook = false;
            try {
                SmallDisk.fill(root);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return now;
    }
}
