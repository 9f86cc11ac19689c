package dev.pullover.common.queue.chronicle;

import dev.pullover.common.ModuleName;
import dev.pullover.common.message.Channel;
import dev.pullover.common.queue.Bell;
import dev.pullover.common.queue.BootMark;
import dev.pullover.common.queue.MessageAppender;
import dev.pullover.common.queue.MessageTailer;
import dev.pullover.common.queue.QueueStorage;
import dev.pullover.common.queue.file.FileQueueStorage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import net.openhft.chronicle.core.time.TimeProvider;
import net.openhft.chronicle.queue.RollCycles;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;

/** Queues below {@code state/queues/}, one folder for each channel and writer. */
public final class ChronicleStorage implements QueueStorage {
    /** Made by Chronicle when a queue is first opened for writing. */
    private static final String METADATA = "metadata.cq4t";
    /** What Chronicle maps of them. */
    private static final int METADATA_BYTES = 64 << 10;
    /** Step in which files grow: small, because most of our queues are nearly empty. */
    private static final int BLOCK_BYTES = 1 << 20;
    /**
     * How long a reader waits for a file that its writer has begun: a writer that was killed there must not hold up each step
     * of a module (10 s by default) until it is back.
     */
    private static final long READ_TIMEOUT_MS = 500;

    private final Path root;
    private final long reserveBytes;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final String boot;
    /** Commands come and go, several at a time, and should not wait for Chronicle to be loaded. */
    private final QueueStorage commands;

    /**
     * @param root the folder {@code queues}
     * @param reserveBytes free space below which nothing is appended: writing to a mapped file on a full disk kills a JVM
     * @param clock for roll cycles
     * @param nanoTime for the pace of checks
     */
    public ChronicleStorage(Path root, long reserveBytes, Clock clock, LongSupplier nanoTime) {
        this(root, reserveBytes, clock, nanoTime, BootMark.currentBoot());
    }

    /** @param boot identity of this start of the machine */
    ChronicleStorage(Path root, long reserveBytes, Clock clock, LongSupplier nanoTime, String boot) {
        this.root = root;
        this.reserveBytes = reserveBytes;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.boot = boot;
        this.commands = new FileQueueStorage(root, reserveBytes, nanoTime, boot);
    }

    @Override
    public <T> MessageAppender<T> appender(Channel<T> channel, ModuleName writer) {
        if (writer == ModuleName.CLI) {
            return commands.appender(channel, writer);
        }
        Path folder = folder(channel, writer.word());
        DiskGuard guard = new DiskGuard(folder, channel.budgetBytes(), reserveBytes, nanoTime);
        CycleTime time = new CycleTime(clock);
        return new ChronicleAppender<>(channel, folder, guard, time, boot, () -> openToAppend(folder, time));
    }

    @Override
    public <T> MessageTailer<T> tailer(Channel<T> channel, String writer) {
        if (writer.equals(ModuleName.CLI.word())) {
            return commands.tailer(channel, writer);
        }
        Path folder = folder(channel, writer);
        return new ChronicleTailer<>(
                channel, folder, open(builder(folder, clock::millis).timeoutMS(READ_TIMEOUT_MS)));
    }

    @Override
    public Set<String> writers(Channel<?> channel) {
        Set<String> writers = new TreeSet<>(commands.writers(channel));
        try (DirectoryStream<Path> found = Files.newDirectoryStream(root.resolve(channel.name()))) {
            for (Path path : found) {
                if (!Bell.isBell(path) && Files.exists(path.resolve(METADATA))) {
                    writers.add(path.getFileName().toString());
                }
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            return writers;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + root.resolve(channel.name()) + ": " + e.getMessage(), e);
        }
        return writers;
    }

    @Override
    public Object stamp(Channel<?> channel) {
        return commands.stamp(channel);
    }

    private Path folder(Channel<?> channel, String writer) {
        return root.resolve(channel.name()).resolve(writer);
    }

    private static synchronized SingleChronicleQueue openToAppend(Path folder, TimeProvider time) {
        try {
            UnfinishedFiles.deleteCycles(folder);
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look through " + folder + ": " + e.getMessage(), e);
        }
        MappedRoom.open(folder.resolve(METADATA), METADATA_BYTES).close();
        return open(builder(folder, time));
    }

    private static SingleChronicleQueueBuilder builder(Path folder, TimeProvider time) {
        return SingleChronicleQueueBuilder.binary(folder)
                .rollCycle(RollCycles.FIVE_MINUTELY)
                .blockSize(BLOCK_BYTES)
                .timeProvider(time);
    }

    /**
     * One at a time: when one thread closes a file, the system takes the locks of the whole process on it away, those of
     * another thread too.
     */
    private static synchronized SingleChronicleQueue open(SingleChronicleQueueBuilder builder) {
        Path metadata = builder.path().toPath().resolve(METADATA);
        try {
            UnfinishedFiles.resetMetadata(metadata);
            Metadata.refuseDamaged(metadata);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot use " + metadata + ": " + e.getMessage(), e);
        }
        return builder.build();
    }
}
