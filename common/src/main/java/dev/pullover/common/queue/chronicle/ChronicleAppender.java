package dev.pullover.common.queue.chronicle;

import dev.pullover.common.message.Channel;
import dev.pullover.common.queue.MessageAppender;
import dev.pullover.common.queue.file.FileQueueStorage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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
    private final Channel<T> channel;
    private final Path folder;
    private final DiskGuard guard;
    private final CycleTime time;
    private final Supplier<? extends RollingChronicleQueue> opener;
    private final ByteBuffer buffer;
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
            CycleTime time,
            Supplier<? extends RollingChronicleQueue> opener) {
        this.channel = channel;
        this.folder = folder;
        this.guard = guard;
        this.time = time;
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
                Path file = folder.resolveSibling(folder.getFileName() + FileQueueStorage.BELL_SUFFIX);
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
        if (bell == null) {
            return;
        }
        try {
            bell.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close a file of " + folder + ": " + e.getMessage(), e);
        }
    }

    private ExcerptAppender openAppender() {
        if (appender == null) {
            RollingChronicleQueue opened = opener.get();
            queue = opened;
            time.startWith(opened);
            sequence += lastSequence(opened);
            appender = opened.createAppender();
        }
        return appender;
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
