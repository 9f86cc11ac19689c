package dev.pullover.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Many files of one byte, published, and replicas of them; ten more at a time. */
final class ListTree {
    static final int NEW_FILES = 10;

    private static final int FILES_PER_DIRECTORY = 1000;
    /** As cron finds files: written a while ago. Scanning waits until a file has not changed for two seconds. */
    private static final Duration AGE = Duration.ofMinutes(1);

    private final Lab lab;
    private final int files;
    private int added;

    ListTree(Lab lab, int files) {
        this.lab = lab;
        this.files = files;
    }

    Lab lab() {
        return lab;
    }

    int files() {
        return files;
    }

    void make() throws IOException {
        for (int i = 0; i < files; i++) {
            Path folder = lab.data().resolve("d" + i / FILES_PER_DIRECTORY);
            if (i % FILES_PER_DIRECTORY == 0) {
                Files.createDirectories(folder);
            }
            Files.write(folder.resolve("f" + i), new byte[] {(byte) i});
        }
    }

    /**
     * Makes a copy that is up to date, of links: to pull so many files would take most of the time, and nobody writes into
     * a file that is in place.
     */
    void link(Path from, Path replica) throws Exception {
        Files.createDirectories(replica);
        lab.must(List.of("cp", "-al", from + "/.", replica.toString()));
        lab.must(List.of("rm", "-rf", replica.resolve(".pullover").toString()));
    }

    /** Ten more among the sources, each in a directory of its own as far as there are enough. Returns their names. */
    List<String> addTen() throws IOException {
        List<String> names = new ArrayList<>();
        int folders = (files - 1) / FILES_PER_DIRECTORY + 1;
        for (int i = 0; i < NEW_FILES; i++) {
            String name = "d" + i % folders + "/new" + added++;
            Path file = Files.write(lab.data().resolve(name), new byte[] {1});
            Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(AGE)));
            names.add(name);
        }
        return names;
    }

    /** Whether all of these files are in a replica, with their content. */
    static boolean has(Path replica, List<String> names) throws IOException {
        for (String name : names) {
            Path file = replica.resolve(name);
            if (!Files.exists(file) || Files.size(file) != 1) {
                return false;
            }
        }
        return true;
    }

    /** @throws WrongResultException if one of these files is not in a replica */
    static void require(Path replica, List<String> names) throws IOException, WrongResultException {
        if (!has(replica, names)) {
            throw new WrongResultException(replica + " has not all of " + names);
        }
    }
}
