package dev.pullover.copylist;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file system of a few megabytes, in memory. Only root can mount one: others skip the test, and say so. */
final class SmallDisk implements AutoCloseable {
    private final Path path;

    private SmallDisk(Path path) {
        this.path = path;
    }

    /** Mounts one below {@code directory}, or skips the test; in continuous integration, fails it. */
    static SmallDisk mountOrSkip(Path directory, int bytes) throws IOException, InterruptedException {
        Path path = Files.createDirectory(directory.resolve("small-disk"));
        if (run("mount", "-t", "tmpfs", "-o", "size=" + bytes, "tmpfs", path.toString()) == 0) {
            return new SmallDisk(path);
        }
        String why = "tests on a full disk need root, to mount a small one";
        if ("true".equals(System.getenv("CI"))) {
            fail(why);
        }
        System.err.println("SKIPPED: " + why);
        return abort(why);
    }

    Path path() {
        return path;
    }

    long freeBytes() throws IOException {
        return Files.getFileStore(path).getUsableSpace();
    }

    void resize(int bytes) throws IOException, InterruptedException {
        if (run("mount", "-o", "remount,size=" + bytes, path.toString()) != 0) {
            throw new IOException("cannot resize " + path);
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        if (run("umount", path.toString()) != 0) {
            throw new IOException("cannot unmount " + path);
        }
    }

    private static int run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }
}
