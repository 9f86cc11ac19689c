package dev.pullover.common.queue.chronicle;

import dev.pullover.common.ModuleName;
import dev.pullover.common.message.Channel;
import dev.pullover.common.message.LogLevel;
import dev.pullover.common.message.LogLine;
import dev.pullover.common.queue.MessageAppender;
import java.nio.file.Path;
import java.time.Clock;

/** A process that appends lines to the log queue of {@code copylist} until it is killed, and prints the number of each. */
final class QueueWriter {
    private QueueWriter() {}

    /** @param arguments the folder of queues, and the number to begin with */
    public static void main(String[] arguments) {
        ChronicleStorage storage = new ChronicleStorage(Path.of(arguments[0]), 0, Clock.systemUTC(), System::nanoTime);
        long number = Long.parseLong(arguments[1]);
        System.out.println("begins");
        try (MessageAppender<LogLine> appender = storage.appender(Channel.LOG, ModuleName.COPYLIST)) {
            while (number < Long.MAX_VALUE) {
                if (!appender.append(LogLine.of(number, ModuleName.COPYLIST, LogLevel.INFO, 1, "line"))) {
                    throw new IllegalStateException("refused: " + number);
                }
                System.out.println(number++);
            }
        }
    }
}
