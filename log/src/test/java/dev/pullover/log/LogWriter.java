package dev.pullover.log;

import dev.pullover.common.EpochTime;
import dev.pullover.common.ModuleName;
import dev.pullover.common.message.Channel;
import dev.pullover.common.message.LogLevel;
import dev.pullover.common.message.LogLine;
import dev.pullover.common.queue.MessageBus;
import dev.pullover.common.queue.MessageSender;
import dev.pullover.common.queue.StandardMessageBus;
import dev.pullover.common.queue.chronicle.ChronicleStorage;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;

/** A process that logs "NAME 0" to "NAME n-1" as fast as its queue takes them. Arguments: queues, name, n. */
final class LogWriter {
    private static final Duration TIMEOUT = Duration.ofMinutes(5);

    private LogWriter() {}

    public static void main(String[] args) throws InterruptedException {
        ModuleName writer = ModuleName.ofWord(args[1]).orElseThrow();
        int lines = Integer.parseInt(args[2]);
        long pid = ProcessHandle.current().pid();
        long start = System.nanoTime();
        try (MessageBus bus = new StandardMessageBus(
                new ChronicleStorage(Path.of(args[0]), 0, Clock.systemUTC(), System::nanoTime), System::nanoTime)) {
            MessageSender<LogLine> sender = bus.sender(Channel.LOG, writer);
            for (int i = 0; i < lines; i++) {
                LogLine line =
                        LogLine.of(EpochTime.nowNs(Clock.systemUTC()), writer, LogLevel.INFO, pid, args[1] + " " + i);
                while (!sender.send(line)) {
                    // A module drops what its ring has no room for; here everything is to arrive.
                    Thread.yield();
                }
            }
            if (!sender.flush(TIMEOUT)) {
                throw new IllegalStateException("not flushed");
            }
        }
        System.out.printf("%s: %d lines in %d ms%n", args[1], lines, (System.nanoTime() - start) / 1_000_000);
    }
}
