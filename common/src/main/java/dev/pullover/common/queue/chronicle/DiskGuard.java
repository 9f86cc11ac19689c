package dev.pullover.common.queue.chronicle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * Says whether a queue may grow: there must be free space above the reserve, and its files must be within their budget.
 * Over budget, the oldest cycles are deleted; so that this is enough, none is to grow beyond a part of it. Looks at the disk now and then only. One thread.
 */
final class DiskGuard {
    static final String CYCLE_SUFFIX = ".cq4";

    private static final long CHECK_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long CHECK_BYTES = 1 << 20;
    /** The files are looked at less often: only a few bytes can have come since. */
    private static final long FILES_INTERVAL_NS = TimeUnit.SECONDS.toNanos(10);

    /** A queue over its budget loses its oldest cycle, and so this part of what it holds. */
    private static final int CYCLES_IN_BUDGET = 4;

    private final Path folder;
    private final long budgetBytes;
    private final long reserveBytes;
    private final LongSupplier nanoTime;
    private long lastCheckNs;
    private long bytesSinceCheck = CHECK_BYTES;
    private long lastFilesNs;
    private long bytesSinceFiles = CHECK_BYTES;
    private boolean withinBudget = true;
    private boolean allowed;
    private boolean cycleIsLarge;

    DiskGuard(Path folder, long budgetBytes, long reserveBytes, LongSupplier nanoTime) {
        this.folder = folder;
        this.budgetBytes = budgetBytes;
        this.reserveBytes = reserveBytes;
        this.nanoTime = nanoTime;
    }

    /** Whether {@code bytes} more may be appended now. */
    boolean mayAppend(int bytes) {
        bytesSinceCheck += bytes;
        bytesSinceFiles += bytes;
        long nowNs = nanoTime.getAsLong();
        if (bytesSinceCheck >= CHECK_BYTES || nowNs - lastCheckNs >= CHECK_INTERVAL_NS) {
            bytesSinceCheck = 0;
            lastCheckNs = nowNs;
            if (bytesSinceFiles >= CHECK_BYTES || nowNs - lastFilesNs >= FILES_INTERVAL_NS) {
                bytesSinceFiles = 0;
                lastFilesNs = nowNs;
                withinBudget = isWithinBudget();
            }
            allowed = hasSpace() && withinBudget;
        }
        return allowed;
    }

    /** Whether the cycle under way is to be ended; said once for each look. */
    boolean takeCycleIsLarge() {
        boolean is = cycleIsLarge;
        cycleIsLarge = false;
        return is;
    }

    /** Deletes whole cycles older than the one in {@code current}; the files' names sort by time. */
    static void deleteBefore(Path folder, Path current) throws IOException {
        for (Path file : cycles(folder)) {
            if (file.compareTo(current) < 0) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** By the file, not by its file store: for that, the JDK reads the table of all mounts each time. */
    private boolean hasSpace() {
        Path existing = Files.exists(folder) ? folder : folder.getParent().getParent();
        return existing.toFile().getUsableSpace() >= reserveBytes + CHECK_BYTES;
    }

    private boolean isWithinBudget() {
        if (!Files.isDirectory(folder)) {
            return true;
        }
        try {
            List<Path> files = cycles(folder);
            long newest = files.isEmpty() ? 0 : Files.size(files.get(files.size() - 1));
            cycleIsLarge = newest > budgetBytes / CYCLES_IN_BUDGET;
            long total = 0;
            for (Path file : files) {
                total += Files.size(file);
            }
            for (int i = 0; i < files.size() - 1 && total > budgetBytes; i++) {
                total -= Files.size(files.get(i));
                Files.deleteIfExists(files.get(i));
            }
            return total <= budgetBytes;
        } catch (IOException e) {
            // A reader deleted a cycle while we looked. The next look will tell.
            return true;
        }
    }

    /** The files of the queue, the oldest first. */
    static List<Path> cycles(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(CYCLE_SUFFIX))
                    .sorted()
                    .toList();
        }
    }
}
