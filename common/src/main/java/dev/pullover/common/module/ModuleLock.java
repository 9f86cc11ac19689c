package dev.pullover.common.module;

import dev.pullover.common.ExitCode;
import dev.pullover.common.PulloverException;
import dev.pullover.common.Version;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The lock by which one process only runs a module. It is an OS lock, so it is gone with its process, whatever becomes of
 * the file; the file's content says who holds it.
 *
 * <p>The lock hangs on one descriptor and POSIX drops it when the process closes <em>any</em> descriptor of the file: so
 * a process never opens a lock file that it holds, and {@link #holder} is only for locks of others.
 */
public final class ModuleLock implements AutoCloseable {
    /** A look from {@code status} takes the lock for a moment; a start tries at least that often before it gives up. */
    private static final long LEAST_TRIES = 4;

    private static final long RETRY_NS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final int MAX_CONTENT_BYTES = 1024;

    private final FileChannel channel;

    private ModuleLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes the lock.
     *
     * @param file the lock file, made if it is not there
     * @param what what is locked, for the message: {@code testserver}, say
     * @param startedAt start time of this process, for the file's content
     * @throws PulloverException (already running) if another process, or another part of this one, holds it
     */
    public static ModuleLock acquire(Path file, String what, Instant startedAt) {
        return acquire(file, what, startedAt, Duration.ZERO);
    }

    /**
     * Same, waiting for another process to give it back.
     *
     * @param patience how long about; an interrupt ends the wait, too
     */
    public static ModuleLock acquire(Path file, String what, Instant startedAt, Duration patience) {
        long tries = Math.max(LEAST_TRIES, patience.toNanos() / RETRY_NS);
        try {
            for (long i = 0; i < tries && !Thread.currentThread().isInterrupted(); i++) {
                FileChannel channel = tryLock(file);
                if (channel != null) {
                    writeContent(channel, startedAt);
                    return new ModuleLock(channel);
                }
                LockSupport.parkNanos(RETRY_NS);
            }
            Holder holder = holder(file).orElse(new Holder(0, "", ""));
            String waited = patience.isZero()
                    ? ""
                    : "; waited " + patience.plusMillis(999).toSeconds() + " s for it";
            throw new LockHeldException(what + " is running already: " + holder + " holds " + file + waited, holder);
        } catch (IOException e) {
            throw new PulloverException(
                    ExitCode.USAGE, "cannot use the lock file " + file + ": " + e + "; check the directory's owner", e);
        }
    }

    /**
     * Who holds the lock now, or empty if nobody does. Not for a lock that this process holds.
     *
     * <p>The content of the file is believed only if the system says that this process has a lock on it, or says nothing
     * at all: it may be left behind by a process that was killed, whose number another program has by now, while
     * somebody else takes the lock for a moment or is about to write.
     *
     * @throws IOException if the file cannot be read or locked
     */
    public static Optional<Holder> holder(Path file) throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Set<Long> lockers = Set.of();
        Holder written = Holder.NOBODY;
        for (int i = 0; i < LEAST_TRIES; i++) {
            written = Holder.parse(Files.readString(file));
            lockers = SystemLocks.holders(file);
            if (lockers.contains(written.pid())) {
                return Optional.of(written);
            }
            FileChannel channel = tryLock(file);
            if (channel != null) {
                channel.close();
                return Optional.empty();
            }
            LockSupport.parkNanos(RETRY_NS);
        }
        return Optional.of(
                lockers.isEmpty() ? written : new Holder(lockers.iterator().next(), "", ""));
    }

    /** What a file says of who held it last, whether or not anybody does now; empty if that was given back. */
    public static Optional<Holder> lastHolder(Path file) throws IOException {
        Holder last = Files.exists(file) ? Holder.parse(Files.readString(file)) : Holder.NOBODY;
        return last.pid() == 0 ? Optional.empty() : Optional.of(last);
    }

    /** Gives the lock back. The file stays, without content. */
    @Override
    public void close() {
        try (channel) {
            channel.truncate(0);
        } catch (IOException e) {
            // The lock goes with the descriptor; only the content may be left behind, and it means nothing unlocked.
            return;
        }
    }

    /**
     * The channel with the lock, or null if another process has it.
     *
     * @throws PulloverException (already running) if this process has it. The channel is then left open on purpose:
     *     closing it would drop the lock.
     */
    private static @Nullable FileChannel tryLock(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            throw new PulloverException(ExitCode.ALREADY_RUNNING, "this process itself holds " + file, e);
        }
        channel.close();
        return null;
    }

    private static void writeContent(FileChannel channel, Instant startedAt) throws IOException {
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(new Holder(ProcessHandle.current().pid(), startedAt.toString(), Version.text())
                .format()
                .getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * Who holds a lock.
     *
     * @param pid 0 if the file does not say
     * @param started ISO 8601, or empty
     * @param version of Pullover, or empty
     */
    public record Holder(long pid, String started, String version) {
        private static final Holder NOBODY = new Holder(0, "", "");

        private String format() {
            return "pid=" + pid + "\nstarted=" + started + "\nversion=" + version + "\n";
        }

        static Holder parse(String content) {
            String text = content.length() > MAX_CONTENT_BYTES ? "" : content;
            String pid = value(text, "pid");
            return new Holder(
                    pid.matches("\\d{1,9}") ? Long.parseLong(pid) : 0, value(text, "started"), value(text, "version"));
        }

        private static String value(String content, String key) {
            return content.lines()
                    .filter(line -> line.startsWith(key + "="))
                    .map(line -> line.substring(key.length() + 1))
                    .findFirst()
                    .orElse("");
        }

        @Override
        public String toString() {
            if (pid == 0) {
                return "another process";
            }
            return started.isEmpty()
                    ? "process " + pid
                    : "process " + pid + ", since " + started + ", version " + version + ",";
        }
    }
}
