package dev.pullover.publishlist;

import dev.pullover.common.ExitCode;
import dev.pullover.common.PulloverException;
import dev.pullover.common.config.PublishConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Lets the simulator into publishlist: the same publisher, which forces its files one after the other. */
public final class PublishlistDoor {
    /** Small, so that a run has several segments. */
    private static final long SEGMENT_BYTES = 2000;

    private final PublishConfig config;
    private final PublisherContext context;

    /** A publisher's process that has yet to be started. */
    public PublishlistDoor(PublishConfig config, Clock clock, LongSupplier nanoTime, Supplier<UUID> epochs) {
        this.config = config;
        this.context = new PublisherContext(
                new OneByOne(new LocalFileOps()),
                clock,
                nanoTime,
                epochs,
                InputStream.nullInputStream(),
                SEGMENT_BYTES);
    }

    /** One pass of {@code publishlist once}; the number of changes published. */
    public long publish() throws InterruptedException {
        try (Publisher publisher = Publisher.open(config, context)) {
            PublishReport report = publisher.publishOnce();
            return report.published();
        }
    }

    /** {@code publishlist takeover --contents}, if it was not done before; the number of differences that are in the way. */
    public long takeOver() throws InterruptedException {
        try (Publisher publisher = Publisher.open(config, context)) {
            TakeoverReport report = publisher.takeOver(new Takeover.Request(false, true, false), difference -> {});
            return report.differences();
        } catch (PulloverException e) {
            if (e.exitCode() == ExitCode.USAGE && String.valueOf(e.getMessage()).contains("this publisher's own")) {
                return 0;
            }
            throw e;
        }
    }

    /** How many differences {@code publishlist verify} finds between outbox and catalog. */
    public long differences() throws InterruptedException {
        long[] found = new long[1];
        try (Publisher publisher = Publisher.open(config, context)) {
            publisher.verify(difference -> found[0]++);
        }
        return found[0];
    }

    private record OneByOne(FileOps files) implements FileOps {
        @Override
        public FileChannel create(Path file) throws IOException {
            return files.create(file);
        }

        @Override
        public void force(List<Copy> copies) throws IOException {
            for (Copy copy : copies) {
                try (FileChannel channel = copy.channel()) {
                    channel.force(true);
                }
            }
        }

        @Override
        public void force(Path file) throws IOException {
            files.force(file);
        }

        @Override
        public void setAttributes(Path file, int mode, long mtimeNs) throws IOException {
            files.setAttributes(file, mode, mtimeNs);
        }

        @Override
        public void append(Path file, long length, byte[] content) throws IOException {
            files.append(file, length, content);
        }

        @Override
        public void rename(Path from, Path to) throws IOException {
            files.rename(from, to);
        }

        @Override
        public void delete(Path file) throws IOException {
            files.delete(file);
        }

        @Override
        public void createDirectory(Path directory) throws IOException {
            files.createDirectory(directory);
        }

        @Override
        public void forceDirectory(Path directory) throws IOException {
            files.forceDirectory(directory);
        }
    }
}
