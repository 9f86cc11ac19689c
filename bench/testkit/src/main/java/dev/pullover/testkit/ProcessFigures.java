package dev.pullover.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What Linux tells of a process in {@code /proc}; 0 of one that has ended. */
public final class ProcessFigures {
    private static final long KIB = 1024;

    private ProcessFigures() {}

    /** The most memory that it had resident at a time so far (VmHWM), in bytes, with the files that it has mapped. */
    public static long peakResidentBytes(long pid) {
        return status(pid, "VmHWM:");
    }

    /** The memory that it has resident and that is its own, no file's (RssAnon), in bytes. */
    public static long anonymousBytes(long pid) {
        return status(pid, "RssAnon:");
    }

    /** How many descriptors it has open. */
    public static long openFiles(long pid) {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
            return descriptors.count();
        } catch (IOException e) {
            return 0;
        }
    }

    private static long status(long pid, String field) {
        try {
            return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
                    .filter(line -> line.startsWith(field))
                    .mapToLong(line -> KIB * Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }
}
