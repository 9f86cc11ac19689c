package dev.pullover.common.queue.chronicle;

import dev.pullover.common.message.Channel;
import dev.pullover.common.queue.Bell;
import dev.pullover.common.queue.MessageAppender;
import java.nio.ByteBuffer;
import java.nio.file.Path;
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
    private final DiskGuard guard;
    private final CycleTime time;
    private final Supplier<? extends RollingChronicleQueue> opener;
    private final ByteBuffer buffer;
    private final Bell bell;
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
        this.bell = new Bell(folder);
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

    @Override
    public void announce() {
        if (appended) {
            appended = false;
            bell.ring();
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
        bell.close();
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
