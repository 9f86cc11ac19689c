package dev.pullover.common.queue.file;

import dev.pullover.common.message.Channel;
import dev.pullover.common.queue.Bell;
import dev.pullover.common.queue.BootMark;
import dev.pullover.common.queue.MessageAppender;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Appends to one queue, from the first message until it is closed as the only process: others wait for their turn. */
final class FileAppender<T> implements MessageAppender<T> {
    private static final String LOCK_FILE = "writer.lock";
    private static final long SEGMENT_BYTES = 1 << 20;
    /** How long to wait for others that write to the same queue. */
    private static final Duration TURN_TIMEOUT = Duration.ofSeconds(10);

    private static final Duration TURN_POLL = Duration.ofMillis(2);

    private final Channel<T> channel;
    private final Segments segments;
    private final Bell bell;
    private final BootMark boot;
    private final long reserveBytes;
    private final LongSupplier nanoTime;
    private final ByteBuffer message;
    private final ByteBuffer frame;
    private @Nullable FileChannel lock;
    private @Nullable FileChannel file;
    private int number;
    private long length;
    private long sequence;
    private long skipped;
    private boolean hasSpace;

    FileAppender(
            Channel<T> channel, Segments segments, Bell bell, BootMark boot, long reserveBytes, LongSupplier nanoTime) {
        this.channel = channel;
        this.segments = segments;
        this.bell = bell;
        this.boot = boot;
        this.reserveBytes = reserveBytes;
        this.nanoTime = nanoTime;
        this.message = ByteBuffer.allocate(channel.codec().maxBytes());
        this.frame = ByteBuffer.allocate(Frames.HEADER_BYTES + message.capacity());
    }

    @Override
    public boolean append(T content) {
        try {
            FileChannel open = file == null || length >= SEGMENT_BYTES ? openFile() : file;
            if (!hasSpace) {
                return false;
            }
            channel.codec().encode(content, message.clear());
            Frames.put(frame.clear(), sequence + 1, message.flip());
            frame.flip();
            while (frame.hasRemaining()) {
                length += open.write(frame, length);
            }
            boot.set();
            sequence++;
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write to " + segments.folder() + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void announce() {
        bell.ring();
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
        try (Bell first = bell;
                FileChannel second = file;
                FileChannel third = lock) {
            file = null;
            lock = null;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close a file of " + segments.folder() + ": " + e.getMessage(), e);
        }
    }

    /** The newest file, cut behind its last whole frame, or the one after it, if that is full or of before a power cut. */
    private FileChannel openFile() throws IOException {
        if (lock == null) {
            takeTurn();
        }
        TreeMap<Integer, Path> all = segments.list();
        if (file != null) {
            file.close();
            number++;
            length = 0;
        } else if (all.isEmpty()) {
            number = 1;
        } else {
            number = all.lastKey();
            findEnd(all.lastEntry().getValue());
            if (!boot.isCurrent()) {
                number++;
                length = 0;
            }
        }
        keepWithinBudget(all);
        FileChannel opened =
                FileChannel.open(segments.file(number), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        opened.truncate(length);
        file = opened;
        hasSpace = segments.folder().toFile().getUsableSpace() >= reserveBytes + SEGMENT_BYTES;
        return opened;
    }

    private void findEnd(Path newest) throws IOException {
        long skippedBefore = sequence;
        try (Frames frames = new Frames(FileChannel.open(newest), 0)) {
            for (Frames.Frame found = frames.next(); found != null; found = frames.next()) {
                sequence = found.sequence() + skippedBefore;
            }
            length = frames.offset();
        }
    }

    private void keepWithinBudget(TreeMap<Integer, Path> all) throws IOException {
        long most = Math.max(1, channel.budgetBytes() / SEGMENT_BYTES);
        if (all.size() > most) {
            segments.deleteBefore(all.lastKey() - (int) most + 1);
        }
    }

    private void takeTurn() throws IOException {
        Files.createDirectories(segments.folder());
        FileChannel opened = FileChannel.open(
                segments.folder().resolve(LOCK_FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        lock = opened;
        long start = nanoTime.getAsLong();
        while (opened.tryLock() == null) {
            if (nanoTime.getAsLong() - start > TURN_TIMEOUT.toNanos()) {
                throw new IOException(
                        "another command has been writing for " + TURN_TIMEOUT.toSeconds() + " s; try again");
            }
            LockSupport.parkNanos(TURN_POLL.toNanos());
        }
    }
}
