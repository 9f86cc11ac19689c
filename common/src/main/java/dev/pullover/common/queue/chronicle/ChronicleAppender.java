package dev.pullover.common.queue.chronicle;

import dev.pullover.common.message.Channel;
import dev.pullover.common.queue.MessageAppender;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.queue.TailerDirection;
import net.openhft.chronicle.queue.impl.RollingChronicleQueue;
import net.openhft.chronicle.wire.DocumentContext;
import org.jspecify.annotations.Nullable;

/** Appends to one queue. The queue is opened when the first message comes and the disk allows it. */
final class ChronicleAppender<T> implements MessageAppender<T> {
    private static final String LOCK_FILE = "writer.lock";
    /** Beside the queue's folder. That it is written tells readers of new messages; what is in it, nothing. */
    static final String BELL_SUFFIX = ".bell";

    /** How long to wait for others that write to the same queue. */
    private static final Duration TURN_TIMEOUT = Duration.ofSeconds(10);

    private static final Duration TURN_POLL = Duration.ofMillis(2);

    private final Channel<T> channel;
    private final Path folder;
    private final DiskGuard guard;
    private final boolean shared;
    private final CycleTime time;
    private final LongSupplier nanoTime;
    private final Supplier<? extends RollingChronicleQueue> opener;
    private final ByteBuffer buffer;
    private @Nullable FileChannel lock;
    private @Nullable FileChannel bell;
    private boolean appended;
    private @Nullable RollingChronicleQueue queue;
    private @Nullable ExcerptAppender appender;
    private long sequence;
    private long skipped;

    ChronicleAppender(
            Channel<T> channel,
            Path folder,
            DiskGuard guard,
            boolean shared,
            CycleTime time,
            LongSupplier nanoTime,
            Supplier<? extends RollingChronicleQueue> opener) {
        this.channel = channel;
        this.folder = folder;
        this.guard = guard;
        this.shared = shared;
        this.time = time;
        this.nanoTime = nanoTime;
        this.opener = opener;
        this.buffer = ByteBuffer.allocate(Long.BYTES + channel.codec().maxBytes());
    }

    @Override
    public boolean append(T message) {
        if (!guard.mayAppend(buffer.capacity())) {
            return false;
        }
        ExcerptAppender open = openAppender();
        if (guard.takeCycleIsLarge() && queue != null) {
            time.endCycle(queue);
        }
        buffer.clear().putLong(sequence + 1);
        channel.codec().encode(message, buffer);
        try (DocumentContext document = open.writingDocument()) {
            document.wire().bytes().write(buffer.array(), 0, buffer.position());
        }
        sequence++;
        appended = true;
        return true;
    }

    /** Writes to a file, because mapped memory changes unnoticed: nobody could wait for that without looking. */
    @Override
    public void announce() {
        if (!appended) {
            return;
        }
        appended = false;
        try {
            FileChannel open = bell;
            if (open == null) {
                Path file = folder.resolveSibling(folder.getFileName() + BELL_SUFFIX);
                open = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                bell = open;
            }
            open.write(ByteBuffer.wrap(new byte[1]), 0);
        } catch (IOException e) {
            // Readers also look by themselves, only not as soon.
            return;
        }
    }

    @Override
    public void skip(long messages) {
        sequence += messages;
        skipped += messages;
    }

    @Override
    public long skipped() {
        return skipped;
    }

    @Override
    public void close() {
        if (queue != null) {
            queue.close();
        }
        close(bell);
        close(lock);
    }

    private void close(@Nullable FileChannel channel) {
        if (channel == null) {
            return;
        }
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close a file of " + folder + ": " + e.getMessage(), e);
        }
    }

    private ExcerptAppender openAppender() {
        if (appender == null) {
            if (shared) {
                takeTurn();
            }
            RollingChronicleQueue opened = opener.get();
            queue = opened;
            time.startWith(opened);
            sequence += lastSequence(opened);
            appender = opened.createAppender();
        }
        return appender;
    }

    private void takeTurn() {
        try {
            Files.createDirectories(folder);
            FileChannel opened =
                    FileChannel.open(folder.resolve(LOCK_FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            lock = opened;
            long start = nanoTime.getAsLong();
            while (opened.tryLock() == null) {
                if (nanoTime.getAsLong() - start > TURN_TIMEOUT.toNanos()) {
                    throw new IOException(
                            "another command has been writing for " + TURN_TIMEOUT.toSeconds() + " s; try again");
                }
                LockSupport.parkNanos(TURN_POLL.toNanos());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot lock " + folder.resolve(LOCK_FILE) + ": " + e.getMessage(), e);
        }
    }

    private static long lastSequence(ChronicleQueue queue) {
        try (ExcerptTailer tailer =
                queue.createTailer().direction(TailerDirection.BACKWARD).toEnd()) {
            try (DocumentContext document = tailer.readingDocument()) {
                return document.isPresent() ? ChronicleTailer.sequenceOf(document) : 0;
            }
        }
    }
}
