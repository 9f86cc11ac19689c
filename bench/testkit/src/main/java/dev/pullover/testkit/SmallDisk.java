package dev.pullover.testkit;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A file system of a few megabytes, in memory. */
public final class SmallDisk implements AutoCloseable {
    /** What the file is called that {@link #fill} makes. */
    public static final String FILLER = "filler";

    private static final int PIECE_BYTES = 4096;

    private final Path path;

    private SmallDisk(Path path) {
        this.path = path;
    }

    /**
     * Mounts one on {@code path}, which is made if it is not there; empty where that is not allowed: only root can. In
     * continuous integration that is a failure.
     */
    public static Optional<SmallDisk> mount(Path path, int bytes) throws IOException, InterruptedException {
        Files.createDirectories(path);
        boolean mounted = run("mount", "-t", "tmpfs", "-o", "size=" + bytes, "tmpfs", path.toString()) == 0;
        if (!mounted && "true".equals(System.getenv("CI"))) {
            throw new AssertionError("tests on a full disk need root, to mount a small one");
        }
        return mounted ? Optional.of(new SmallDisk(path)) : Optional.empty();
    }

    /** Where it is mounted. */
    public Path path() {
        return path;
    }

    /** What can still be written, in bytes. */
    public long freeBytes() throws IOException {
        return Files.getFileStore(path).getUsableSpace();
    }

    /** Makes it larger or smaller. */
    public void resize(int bytes) throws IOException, InterruptedException {
        remount("size=" + bytes);
    }

    /** From now on nothing can be written; or it can again. */
    public void writable(boolean wanted) throws IOException, InterruptedException {
        remount(wanted ? "rw" : "ro");
    }

    /** Fills the disk on which {@code directory} lies to the last byte; returns the file that does it. */
    public static Path fill(Path directory) throws IOException {
        Path filler = directory.resolve(FILLER);
        try (OutputStream out = Files.newOutputStream(filler)) {
            while (true) {
                out.write(new byte[PIECE_BYTES]);
            }
        } catch (IOException e) {
            if (directory.toFile().getUsableSpace() >= PIECE_BYTES) {
                throw e;
            }
            return filler;
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        if (run("umount", "-l", path.toString()) != 0) {
            throw new IOException("cannot unmount " + path);
        }
    }

    private void remount(String option) throws IOException, InterruptedException {
        if (run("mount", "-o", "remount," + option, path.toString()) != 0) {
            throw new IOException("cannot remount " + path + ": " + option);
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
