package dev.pullover.copylist;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What was published to a {@link Site}, to compare its replica with. */
final class Publications {
    private final Map<String, byte[]> newest = new HashMap<>();
    private final Map<String, List<byte[]>> versions = new HashMap<>();

    void put(String path, byte[] content) {
        newest.put(path, content);
        versions.computeIfAbsent(path, none -> new ArrayList<>()).add(content);
    }

    void delete(String path) {
        newest.remove(path);
    }

    /** Throws unless every visible file is some whole version that was published. */
    void assertNothingHalf(Path replica) throws IOException {
        for (Path file : visibleFiles(replica)) {
            String path = replica.relativize(file).toString();
            byte[] found = Files.readAllBytes(file);
            if (versions.getOrDefault(path, List.of()).stream().noneMatch(version -> Arrays.equals(version, found))) {
                throw new AssertionError(path + " is no version that was published");
            }
        }
    }

    /** Throws unless the replica has exactly the newest publications, and all of them are recorded. */
    void assertReplicated(Path replica, Predicate<String> isRecorded) throws IOException {
        Map<String, byte[]> missing = new HashMap<>(newest);
        for (Path file : visibleFiles(replica)) {
            String path = replica.relativize(file).toString();
            byte[] expected = missing.remove(path);
            if (expected == null || !Arrays.equals(expected, Files.readAllBytes(file))) {
                throw new AssertionError(path + (expected == null ? " was not published" : " differs"));
            }
            if (!isRecorded.test(path)) {
                throw new AssertionError(path + " is not recorded");
            }
        }
        if (!missing.isEmpty()) {
            throw new AssertionError("missing: " + missing.keySet());
        }
    }

    private static List<Path> visibleFiles(Path replica) throws IOException {
        try (Stream<Path> files = Files.walk(replica)) {
            return files.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                            && !file.startsWith(replica.resolve(".pullover")))
                    .toList();
        }
    }
}
