package dev.pullover.common.queue.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The files of one queue. */
record Segments(Path folder) {
    private static final String SUFFIX = ".msgs";
    private static final int MAX_DIGITS = 9;

    Path file(int number) {
        return folder.resolve(number + SUFFIX);
    }

    /** Those that are there, by number. */
    TreeMap<Integer, Path> list() throws IOException {
        TreeMap<Integer, Path> found = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            files.forEach(file -> {
                String name = file.getFileName().toString();
                String digits = name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : "";
                if (digits.matches("\\d{1," + MAX_DIGITS + "}")) {
                    found.put(Integer.parseInt(digits), file);
                }
            });
        } catch (NoSuchFileException e) {
            return found;
        }
        return found;
    }

    /** Deletes the files before {@code number}, but never the newest one: the next writer goes on from it. */
    void deleteBefore(int number) throws IOException {
        TreeMap<Integer, Path> all = list();
        if (!all.isEmpty()) {
            for (Path old : all.headMap(Math.min(number, all.lastKey())).values()) {
                Files.deleteIfExists(old);
            }
        }
    }
}
