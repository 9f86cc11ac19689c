package dev.pullover.copylist;

import dev.pullover.common.CLibrary;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forces a whole file system to disk with one call, Linux's {@code syncfs(2)}, which the JDK has not: of many small files
 * that costs a fraction of forcing each. One thread.
 */
final class FileSystemSync implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(FileSystemSync.class);
    /** From so many files on; forcing fewer one by one takes no longer. */
    private static final int MIN_FILES = 64;
    /** What all processes may have written that is not on disk yet, beside ours, in bytes: it is forced, too. */
    private static final long MAX_FOREIGN_BYTES = 64L << 20;

    private static final Path MEMORY = Path.of("/proc/meminfo");
    private static final Pattern UNWRITTEN = Pattern.compile("^(?:Dirty|Writeback): +(\\d+) kB$");
    private static final Pattern RELEASE = Pattern.compile("^(\\d+)\\.(\\d+).*");
    /** From Linux 5.8 on it tells each who asks of what could not be written, see syncfs(2). */
    private static final int MIN_MAJOR = 5;

    private static final int MIN_MINOR = 8;
    private static final int READ_ONLY = 0;

    private final Path directory;
    private @Nullable LibC libC;
    private int descriptor;
    private boolean tried;

    private FileSystemSync(Path directory) {
        this.directory = directory;
    }

    /** For the file system that {@code directory} is on; empty where it is not to be had, or could miss a failure. */
    static Optional<FileSystemSync> of(Path directory) {
        boolean possible = directory.getFileSystem() == FileSystems.getDefault()
                && isReliable(System.getProperty("os.name"), System.getProperty("os.version"));
        return possible ? Optional.of(new FileSystemSync(directory)) : Optional.empty();
    }

    /**
     * So many files are about to be written, and none is that is not on disk yet: from now on failures are told. Not at the
     * start of the process, since that costs time, and mostly there is nothing new.
     */
    void expect(int files) {
        if (tried || files < MIN_FILES) {
            return;
        }
        tried = true;
        try {
            LibC library = CLibrary.load(LibC.class);
            descriptor = library.open(directory.toString(), READ_ONLY);
            libC = descriptor < 0 ? null : library;
        } catch (IOException | RuntimeException e) {
            log.debug("no syncfs here: {}", e.toString());
        }
    }

    static boolean isReliable(String system, String release) {
        Matcher matcher = RELEASE.matcher(release);
        if (!system.equals("Linux") || !matcher.matches()) {
            return false;
        }
        int major = Integer.parseInt(matcher.group(1));
        return major > MIN_MAJOR || major == MIN_MAJOR && Integer.parseInt(matcher.group(2)) >= MIN_MINOR;
    }

    /** Whether it is cheaper than forcing so many files, of so many bytes together, one by one. */
    boolean isCheaper(int files, long bytes) {
        if (libC == null || files < MIN_FILES) {
            return false;
        }
        try {
            return unwrittenBytes(Files.readAllLines(MEMORY)) - bytes <= MAX_FOREIGN_BYTES;
        } catch (IOException e) {
            return false;
        }
    }

    /** What waits to be written on the whole machine, by the lines of {@code /proc/meminfo}. */
    static long unwrittenBytes(List<String> lines) {
        return lines.stream()
                        .map(UNWRITTEN::matcher)
                        .filter(Matcher::matches)
                        .mapToLong(matcher -> Long.parseLong(matcher.group(1)))
                        .sum()
                << 10;
    }

    /** Forces everything; for those to whom it {@linkplain #isCheaper is cheaper}. */
    void sync() throws IOException {
        if (libC.syncfs(descriptor) != 0) {
            String reason = CLibrary.lastError(libC).description();
            throw new FileSystemException(directory.toString(), null, "syncfs: " + reason);
        }
    }

    @Override
    public void close() {
        if (libC != null) {
            libC.close(descriptor);
        }
    }

    /** What is called of the C library. */
    public interface LibC {
        /** See open(2). */
        int open(String path, int flags);

        /** See syncfs(2). */
        int syncfs(int descriptor);

        /** See close(2). */
        int close(int descriptor);
    }
}
