package dev.pullover.common.queue.file;

import dev.pullover.common.message.Channel;
import dev.pullover.common.queue.MessageTailer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads one queue. Its index is the number of a file, and an offset in it. */
final class FileTailer<T> implements MessageTailer<T> {
    private static final int NUMBER_SHIFT = 32;
    private static final long OFFSET_MASK = (1L << NUMBER_SHIFT) - 1;

    private final Channel<T> channel;
    private final Segments segments;
    private int number;
    private long start;
    private @Nullable Frames frames;

    FileTailer(Channel<T> channel, Segments segments) {
        this.channel = channel;
        this.segments = segments;
    }

    @Override
    public @Nullable Entry<T> next() {
        try {
            Frames.Frame frame = nextFrame();
            return frame == null ? null : new Entry<>(frame.sequence(), decode(frame.message()));
        } catch (IOException e) {
            throw failure("read", e);
        }
    }

    @Override
    public long index() {
        return (long) number << NUMBER_SHIFT | (frames == null ? start : frames.offset());
    }

    @Override
    public void moveTo(long index) {
        goTo((int) (index >>> NUMBER_SHIFT), index & OFFSET_MASK);
    }

    @Override
    public long moveToEnd() {
        long last = 0;
        moveTo(0);
        for (Entry<T> entry = next(); entry != null; entry = next()) {
            last = entry.sequence();
        }
        return last;
    }

    @Override
    public void deleteBefore(long index) {
        try {
            segments.deleteBefore((int) (index >>> NUMBER_SHIFT));
        } catch (IOException e) {
            throw failure("delete old files of", e);
        }
    }

    @Override
    public void close() {
        try {
            if (frames != null) {
                frames.close();
            }
            frames = null;
        } catch (IOException e) {
            throw failure("close", e);
        }
    }

    private Frames.@Nullable Frame nextFrame() throws IOException {
        while (true) {
            Frames open = frames == null ? open() : frames;
            // Whether there is a newer file is asked first: nothing is appended to this one from then on.
            boolean ended = Files.exists(segments.file(number + 1));
            Frames.Frame frame = open == null ? null : open.next();
            if (frame != null || !ended && open != null) {
                return frame;
            }
            TreeMap<Integer, Path> all = segments.list();
            Integer newer = all.higherKey(number);
            if (newer == null && (all.isEmpty() || all.containsKey(number))) {
                return null;
            }
            // A place behind everything is one in a queue that was there before, and made anew since.
            goTo(newer == null ? all.firstKey() : newer, 0);
        }
    }

    private @Nullable Frames open() throws IOException {
        try {
            frames = new Frames(FileChannel.open(segments.file(number)), start);
        } catch (NoSuchFileException e) {
            frames = null;
        }
        return frames;
    }

    private void goTo(int newNumber, long newStart) {
        close();
        number = newNumber;
        start = newStart;
    }

    private @Nullable T decode(ByteBuffer message) {
        try {
            return channel.codec().decode(message);
        } catch (IllegalArgumentException e) {
            // Of a newer version: the reader counts it.
            return null;
        }
    }

    private UncheckedIOException failure(String what, IOException e) {
        return new UncheckedIOException("cannot " + what + " " + segments.folder() + ": " + e.getMessage(), e);
    }
}
