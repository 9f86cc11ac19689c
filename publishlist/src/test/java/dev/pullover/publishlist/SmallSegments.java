package dev.pullover.publishlist;

import dev.pullover.common.cli.Commands;
import dev.pullover.common.cli.GlobalOptions;
import java.time.Clock;
import java.util.UUID;

/** The publisher's command line with segments of some hundred lines, so that a small tree has many. */
final class SmallSegments {
    static final long SEGMENT_BYTES = 40_000;

    private SmallSegments() {}

    public static void main(String[] args) {
        GlobalOptions options = new GlobalOptions(System.getenv());
        PublisherContext context = new PublisherContext(
                new LocalFileOps(), Clock.systemUTC(), System::nanoTime, UUID::randomUUID, System.in, SEGMENT_BYTES);
        System.exit(Commands.execute(Main.commandLine(options, context), options, args));
    }
}
