package dev.pullover.common;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A directory, mostly in {@code java.io.tmpdir}, for files that are needed for a moment, readable by nobody else. What a
 * killed process leaves of it, a later one {@linkplain #sweep sweeps}. It holds plain files only.
 */
public final class ScratchDirectory implements AutoCloseable {
    /** What their names begin with; the id of the process follows. */
    public static final String PREFIX = "pullover-scratch-";

    /** Where there is mostly room for such files, too, if {@code java.io.tmpdir} does not suit. */
    public static final Path OTHER_TEMPORARIES = Path.of("/var/tmp");

    static final String LOCK = "lock";
    /** Between making a directory and locking it no more than this passes. */
    static final Duration YOUNG = Duration.ofMinutes(1);

    /** Belongs to who runs this process; where there is no such file, nothing is swept. */
    private static final Path THIS_PROCESS = Path.of("/proc/self");

    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");

    private final Path directory;
    private final FileChannel lock;

    private ScratchDirectory(Path directory, FileChannel lock) {
        this.directory = directory;
        this.lock = lock;
    }

    /** Makes one in {@code java.io.tmpdir}. Its name tells the process, for people. */
    public static ScratchDirectory create() throws IOException {
        return createIn(temporaries());
    }

    /**
     * Makes one that libraries may be loaded from: in the first of these directories that is not mounted noexec. Whoever
     * names others than {@link #temporaries()} and {@link #OTHER_TEMPORARIES} must {@linkplain #sweep(Path, Instant) sweep}
     * there.
     *
     * @throws IOException if there is none, and why each of them is not
     */
    public static ScratchDirectory createToExecute(List<Path> parents) throws IOException {
        List<String> failures = new ArrayList<>();
        for (Path parent : parents) {
            try {
                ScratchDirectory scratch = createIn(parent);
                if (scratch.mayExecute()) {
                    return scratch;
                }
                scratch.close();
                failures.add(parent + " is mounted noexec");
            } catch (IOException e) {
                failures.add(parent + ": " + e);
            }
        }
        throw new IOException(String.join("; ", failures));
    }

    private static ScratchDirectory createIn(Path parent) throws IOException {
        Path directory = Files.createTempDirectory(
                parent, PREFIX + ProcessHandle.current().pid() + "-");
        try {
            FileChannel lock =
                    FileChannel.open(directory.resolve(LOCK), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            lock.lock();
            return new ScratchDirectory(directory, lock);
        } catch (IOException e) {
            delete(directory);
            throw e;
        }
    }

    /** Where to put files. */
    public Path path() {
        return directory;
    }

    /** Whether programs and libraries in it may be run: not where the file system is mounted noexec, whatever the modes. */
    private boolean mayExecute() throws IOException {
        Path probe = Files.createFile(directory.resolve("probe"), PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        return Files.isExecutable(probe);
    }

    /** {@code java.io.tmpdir}. */
    public static Path temporaries() {
        return Path.of(System.getProperty("java.io.tmpdir"));
    }

    /** Removes it with all that is in it. Never throws. */
    @Override
    public void close() {
        delete(directory);
        try {
            lock.close();
        } catch (IOException e) {
            // The system takes the lock back in any case.
            return;
        }
    }

    /**
     * Removes what killed processes of the same user have left: directories that are theirs alone, a minute old, and that
     * nobody holds the lock of. Not by process id: in another container that means another process. Never throws.
     */
    public static void sweep(Instant now) {
        sweep(temporaries(), now);
        sweep(OTHER_TEMPORARIES, now);
    }

    /** The same in a directory where {@link #createToExecute} may have made some. */
    public static void sweep(Path temporaries, Instant now) {
        try (DirectoryStream<Path> found = Files.newDirectoryStream(temporaries, PREFIX + "*")) {
            for (Path directory : found) {
                if (isOurs(directory, now) && isAbandoned(directory)) {
                    delete(directory);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // They are small: another process may have more luck.
            return;
        }
    }

    private static boolean isOurs(Path directory, Instant now) {
        try {
            PosixFileAttributes found =
                    Files.readAttributes(directory, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return found.isDirectory()
                    && found.owner().equals(Files.getOwner(THIS_PROCESS))
                    && found.lastModifiedTime().toInstant().isBefore(now.minus(YOUNG));
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isAbandoned(Path directory) {
        try (FileChannel channel =
                        FileChannel.open(directory.resolve(LOCK), StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
                FileLock taken = channel.tryLock()) {
            return taken != null;
        } catch (NoSuchFileException e) {
            return true;
        } catch (IOException | OverlappingFileLockException e) {
            return false;
        }
    }

    /** Its files, then itself; a directory in it is none of ours and stays. */
    private static void delete(Path directory) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(directory);
        } catch (IOException | DirectoryIteratorException e) {
            // Small, private, and without a secret: left to whoever clears the temporary directory.
            return;
        }
    }
}
