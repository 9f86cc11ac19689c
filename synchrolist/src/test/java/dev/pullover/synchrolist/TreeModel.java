package dev.pullover.synchrolist;

import dev.pullover.common.path.FilePath;
import dev.pullover.common.remote.MemoryOutbox;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** A tree on a server as its owners change it, by a clock of its own and with dates as file systems set them. */
final class TreeModel {
    private static final int MAX_SKEW_SECONDS = 3000;
    private static final List<String> DIRECTORIES = List.of("", "d", "d/e", "f %");
    private static final long OLD_SECONDS = 1_000_000_000;
    private static final FilePath KEEP = FilePath.of("keep");

    private final Random random;
    private final MemoryOutbox outbox;
    private final LongSupplier clockNs;
    private final long skewSeconds;
    private final Map<FilePath, Version> files = new HashMap<>();
    private final Map<FilePath, Map<Version, Long>> began = new HashMap<>();
    private final Set<String> unreadable = new HashSet<>();

    /** A tree with one file that always stays: an outbox that is empty at once counts as not mounted. */
    TreeModel(Random random, MemoryOutbox outbox, LongSupplier clockNs) {
        this.random = random;
        this.outbox = outbox;
        this.clockNs = clockNs;
        this.skewSeconds = random.nextInt(2 * MAX_SKEW_SECONDS) - MAX_SKEW_SECONDS;
        put("", KEEP, new Version(1, OLD_SECONDS, 0644), true);
    }

    /** What tells a file's content, as far as it shows from outside. */
    record Version(long size, long seconds, int mode) {}

    Map<FilePath, Version> files() {
        return files;
    }

    /** When a file first got to look as it does, by the reader's clock: who brings it back with its date changes nothing. */
    long changedNs(FilePath path) {
        return began.get(path).get(files.get(path));
    }

    void makeReadable() {
        for (String directory : List.copyOf(unreadable)) {
            unreadable.remove(directory);
            date(directory);
        }
    }

    /** One thing that people do. */
    void change() {
        String directory = DIRECTORIES.get(random.nextInt(DIRECTORIES.size()));
        FilePath path = FilePath.of((directory.isEmpty() ? "" : directory + "/") + "file-" + random.nextInt(6));
        Version is = files.get(path);
        switch (random.nextInt(8)) {
            case 0, 1, 2 -> put(directory, path, new Version(random.nextInt(5), seconds(), 0644), true);
            case 3 -> put(directory, path, new Version(random.nextInt(5), OLD_SECONDS + random.nextInt(9), 0600), true);
            case 4 -> {
                if (is != null) {
                    // In place, or touched: no directory's date tells.
                    put(directory, path, new Version(random.nextInt(5), seconds(), is.mode()), false);
                }
            }
            case 5 -> remove(directory, path);
            case 6 -> removeAll(DIRECTORIES.get(1 + random.nextInt(DIRECTORIES.size() - 1)));
            default -> {
                if (!directory.isEmpty() && files.keySet().stream().anyMatch(file -> isIn(file, directory))) {
                    unreadable.add(directory);
                    date(directory);
                }
            }
        }
    }

    /** Brings all that {@code from} has, with its dates or without. */
    void replicate(TreeModel from, boolean dates) {
        from.files.forEach((path, version) -> {
            Version is = files.get(path);
            if (is == null || is.size() != version.size() || (dates && is.seconds() != version.seconds())) {
                long seconds = dates ? version.seconds() : seconds();
                put(parent(path), path, new Version(version.size(), seconds, version.mode()), true);
            }
        });
        for (FilePath path : new ArrayList<>(files.keySet())) {
            if (!from.files.containsKey(path)) {
                remove(parent(path), path);
            }
        }
    }

    private void put(String directory, FilePath path, Version version, boolean renamed) {
        boolean isNewDirectory = files.keySet().stream().noneMatch(file -> isIn(file, directory));
        outbox.putFile(path, new byte[(int) version.size()], version.seconds(), version.mode());
        files.put(path, version);
        began.computeIfAbsent(path, none -> new HashMap<>()).putIfAbsent(version, clockNs.getAsLong());
        if (renamed) {
            date(directory);
            if (isNewDirectory) {
                date(parent(FilePath.of(directory)));
            }
        }
    }

    private void remove(String directory, FilePath path) {
        if (files.remove(path) != null) {
            outbox.remove(path);
            date(directory);
        }
    }

    private void removeAll(String directory) {
        if (files.keySet().removeIf(file -> isIn(file, directory))) {
            unreadable.removeIf(other -> other.equals(directory) || other.startsWith(directory + "/"));
            outbox.remove(FilePath.of(directory));
            date(parent(FilePath.of(directory)));
        }
    }

    /** Something in a directory has changed: so does its date, in whole seconds. */
    private void date(String directory) {
        outbox.putDirectory(FilePath.of(directory), seconds(), unreadable.contains(directory) ? 0 : 0755);
    }

    private static boolean isIn(FilePath file, String directory) {
        return directory.isEmpty() || file.toString().startsWith(FilePath.of(directory) + "/");
    }

    private static String parent(FilePath path) {
        String text = new String(path.bytes(), java.nio.charset.StandardCharsets.UTF_8);
        return text.substring(0, Math.max(0, text.lastIndexOf('/')));
    }

    private long seconds() {
        return TimeUnit.NANOSECONDS.toSeconds(clockNs.getAsLong()) + skewSeconds;
    }
}
