package dev.pullover.common.queue.chronicle;

import dev.pullover.common.message.Channel;
import dev.pullover.common.queue.Bell;
import dev.pullover.common.queue.BootMark;
import dev.pullover.common.queue.MessageAppender;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import net.openhft.chronicle.bytes.Bytes;
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
    private final Bell bell;
    private final BootMark boot;
    private boolean appended;
    private @Nullable RollingChronicleQueue queue;
    private @Nullable ExcerptAppender appender;
    private @Nullable MappedRoom room;
    private int cycleOfRoom;
    private long sequence;
    private long skipped;

    ChronicleAppender(
            Channel<T> channel,
            Path folder,
            DiskGuard guard,
            CycleTime time,
            String boot,
            Supplier<? extends RollingChronicleQueue> opener) {
        this.channel = channel;
        this.folder = folder;
        this.bell = new Bell(folder);
        this.boot = new BootMark(folder, boot);
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
        time.tick();
        RollingChronicleQueue openQueue = openQueue();
        ExcerptAppender open = openAppender(openQueue);
        if (guard.takeCycleIsLarge()) {
            time.endCycle(openQueue);
        }
        MappedRoom ahead = prepareRoom(openQueue, openQueue.cycle());
        buffer.clear().putLong(sequence + 1);
        channel.codec().encode(message, buffer);
        try (DocumentContext document = open.writingDocument()) {
            Bytes<?> bytes = document.wire().bytes();
            bytes.write(buffer.array(), 0, buffer.position());
            ahead.wroteUpTo(bytes.writePosition());
        }
        boot.set();
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
        if (room != null) {
            room.close();
        }
        bell.close();
    }

    private RollingChronicleQueue openQueue() {
        RollingChronicleQueue open = queue == null ? opener.get() : queue;
        queue = open;
        return open;
    }

    private ExcerptAppender openAppender(RollingChronicleQueue open) {
        ExcerptAppender ready = appender;
        if (ready == null) {
            time.startWith(open);
            if (open.lastCycle() >= 0 && Files.exists(cycleFile(open, open.lastCycle()))) {
                // Its end may still have to be marked.
                prepareRoom(open, open.lastCycle());
            }
            if (open.lastCycle() >= 0 && !boot.isCurrent()) {
                time.startAfresh(open);
            }
            ready = open.createAppender();
            sequence += lastSequence(open);
            appender = ready;
        }
        return ready;
    }

    private MappedRoom prepareRoom(RollingChronicleQueue open, int cycle) {
        MappedRoom ready = room;
        if (ready != null && cycle == cycleOfRoom) {
            ready.prepare();
            return ready;
        }
        MappedRoom next = MappedRoom.open(cycleFile(open, cycle), MappedRoom.STEP_BYTES);
        room = next;
        cycleOfRoom = cycle;
        if (ready != null) {
            ready.close();
        }
        return next;
    }

    private Path cycleFile(RollingChronicleQueue open, int cycle) {
        return folder.resolve(CycleTime.nameOf(open, cycle) + DiskGuard.CYCLE_SUFFIX);
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
