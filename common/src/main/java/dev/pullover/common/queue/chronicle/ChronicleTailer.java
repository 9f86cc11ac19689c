package dev.pullover.common.queue.chronicle;

import dev.pullover.common.message.Channel;
import dev.pullover.common.queue.MessageTailer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.queue.TailerDirection;
import net.openhft.chronicle.wire.DocumentContext;
import org.jspecify.annotations.Nullable;

/** Reads one queue. */
final class ChronicleTailer<T> implements MessageTailer<T> {
    private final Channel<T> channel;
    private final Path folder;
    private final ChronicleQueue queue;
    private final ExcerptTailer tailer;
    private final ByteBuffer buffer;
    /** Everything older than this file is deleted. */
    private @Nullable Path deletedBefore;

    ChronicleTailer(Channel<T> channel, Path folder, ChronicleQueue queue) {
        this.channel = channel;
        this.folder = folder;
        this.queue = queue;
        this.tailer = queue.createTailer();
        this.buffer = ByteBuffer.allocate(channel.codec().maxBytes());
    }

    @Override
    public @Nullable Entry<T> next() {
        try (DocumentContext document = tailer.readingDocument()) {
            if (!document.isPresent()) {
                return null;
            }
            long sequence = sequenceOf(document);
            return new Entry<>(sequence, decode(document.wire().bytes()));
        }
    }

    @Override
    public long index() {
        return tailer.index();
    }

    @Override
    public void moveTo(long index) {
        if (index == 0) {
            tailer.toStart();
        } else if (!tailer.moveToIndex(index) && !moveBehind(index - 1)) {
            walkTo(index);
        }
    }

    @Override
    public long moveToEnd() {
        long last = lastSequence();
        tailer.toEnd();
        return last;
    }

    @Override
    public void deleteBefore(long index) {
        Path current = currentFile();
        if (current != null && !current.equals(deletedBefore)) {
            try {
                DiskGuard.deleteBefore(folder, current);
                deletedBefore = current;
            } catch (IOException e) {
                throw new UncheckedIOException("cannot delete old cycles in " + folder + ": " + e.getMessage(), e);
            }
        }
    }

    @Override
    public void close() {
        queue.close();
    }

    static long sequenceOf(DocumentContext document) {
        // Written big-endian by ByteBuffer; Chronicle reads the machine's order.
        return Long.reverseBytes(document.wire().bytes().readLong());
    }

    private @Nullable T decode(Bytes<?> bytes) {
        int length = (int) Math.min(bytes.readRemaining(), buffer.capacity());
        bytes.read(buffer.array(), 0, length);
        try {
            return channel.codec().decode(buffer.clear().limit(length));
        } catch (IllegalArgumentException e) {
            // Of a newer version, or torn by a power cut: the reader counts it.
            return null;
        }
    }

    private long lastSequence() {
        try (ExcerptTailer last =
                queue.createTailer().direction(TailerDirection.BACKWARD).toEnd()) {
            try (DocumentContext document = last.readingDocument()) {
                return document.isPresent() ? sequenceOf(document) : 0;
            }
        }
    }

    /**
     * Behind the last message of a cycle there is nothing to move to, though a newer cycle may follow: reading the message
     * before once more leads to wherever the queue goes on.
     */
    private boolean moveBehind(long indexBefore) {
        return tailer.moveToIndex(indexBefore) && nextIndex() >= 0;
    }

    /** The place is gone: its cycle was deleted, or has lost its end in a power cut. The next message behind it counts. */
    private void walkTo(long index) {
        queue.refreshDirectoryListing();
        tailer.toStart();
        long next = nextIndex();
        while (next >= 0 && next < index) {
            next = nextIndex();
        }
        if (next >= 0) {
            tailer.moveToIndex(next);
        }
    }

    /** Index of the next message, which is passed, or -1 if there is none yet. */
    private long nextIndex() {
        try (DocumentContext document = tailer.readingDocument()) {
            return document.isPresent() ? document.index() : -1;
        }
    }

    private @Nullable Path currentFile() {
        var file = tailer.currentFile();
        return file == null ? null : folder.resolve(file.getName());
    }
}
