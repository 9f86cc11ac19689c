package dev.pullover.common.queue.file;

import dev.pullover.common.ModuleName;
import dev.pullover.common.config.ReplicaConfig;
import dev.pullover.common.message.Channel;
import dev.pullover.common.queue.Bell;
import dev.pullover.common.queue.BootMark;
import dev.pullover.common.queue.MessageAppender;
import dev.pullover.common.queue.MessageTailer;
import dev.pullover.common.queue.QueueStorage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/** Queues below {@code state/queues/}, one folder for each channel and writer; several processes may take turns as one writer. */
public final class FileQueueStorage implements QueueStorage {
    private static final long MAX_RESERVE_BYTES = 64L << 20;

    private final Path root;
    private final long reserveBytes;
    private final LongSupplier nanoTime;
    private final String boot;

    /**
     * @param root the folder {@code queues}
     * @param reserveBytes free space below which nothing is appended
     * @param nanoTime for waiting
     */
    public FileQueueStorage(Path root, long reserveBytes, LongSupplier nanoTime) {
        this(root, reserveBytes, nanoTime, BootMark.currentBoot());
    }

    /**
     * @param root the folder {@code queues}
     * @param reserveBytes free space below which nothing is appended
     * @param nanoTime for waiting
     * @param boot identity of this start of the machine
     */
    public FileQueueStorage(Path root, long reserveBytes, LongSupplier nanoTime, String boot) {
        this.root = root;
        this.reserveBytes = reserveBytes;
        this.nanoTime = nanoTime;
        this.boot = boot;
    }

    /** The free space that queues leave: less than the replica's reserve, so that running out of that can still be told. */
    public static long reserveFor(ReplicaConfig replica) {
        return Math.min(replica.reserveBytes() / 2, MAX_RESERVE_BYTES);
    }

    @Override
    public <T> MessageAppender<T> appender(Channel<T> channel, ModuleName writer) {
        Path folder = root.resolve(channel.name()).resolve(writer.word());
        return new FileAppender<>(
                channel, new Segments(folder), new Bell(folder), new BootMark(folder, boot), reserveBytes, nanoTime);
    }

    @Override
    public <T> MessageTailer<T> tailer(Channel<T> channel, String writer) {
        return new FileTailer<>(
                channel, new Segments(root.resolve(channel.name()).resolve(writer)));
    }

    @Override
    public Set<String> writers(Channel<?> channel) {
        Path folder = root.resolve(channel.name());
        Set<String> writers = new TreeSet<>();
        if (!Files.isDirectory(folder)) {
            return writers;
        }
        try (Stream<Path> found = Files.list(folder)) {
            for (Path path : (Iterable<Path>) found::iterator) {
                if (Files.isDirectory(path) && !new Segments(path).list().isEmpty()) {
                    writers.add(path.getFileName().toString());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + folder + ": " + e.getMessage(), e);
        }
        return writers;
    }

    /** The date of the channel's folder: a new writer makes its own folder there, and its bell after its first message. */
    @Override
    public Object stamp(Channel<?> channel) {
        Path folder = root.resolve(channel.name());
        try {
            return Files.getLastModifiedTime(folder);
        } catch (NoSuchFileException e) {
            return "";
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look at " + folder + ": " + e.getMessage(), e);
        }
    }
}
