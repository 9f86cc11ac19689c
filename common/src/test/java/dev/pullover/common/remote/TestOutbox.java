package dev.pullover.common.remote;

import dev.pullover.common.path.FilePath;
import dev.pullover.common.path.PathBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.TimeUnit;

/** What the contract test puts into an outbox, of whatever kind. */
interface TestOutbox {
    void file(FilePath path, byte[] content, long mtimeSeconds, int mode) throws IOException;

    void directory(FilePath path, int mode) throws IOException;

    void link(FilePath path, String target) throws IOException;

    /** In a directory of this machine. */
    record InDirectory(Path root) implements TestOutbox {
        @Override
        public void file(FilePath path, byte[] content, long mtimeSeconds, int mode) throws IOException {
            Path file = PathBytes.resolve(root, path.bytes());
            Files.createDirectories(file.getParent());
            Files.write(file, content);
            Files.setLastModifiedTime(file, FileTime.from(mtimeSeconds, TimeUnit.SECONDS));
            Files.setAttribute(file, "unix:mode", mode);
        }

        @Override
        public void directory(FilePath path, int mode) throws IOException {
            Path directory = PathBytes.resolve(root, path.bytes());
            Files.createDirectories(directory);
            Files.setAttribute(directory, "unix:mode", mode);
        }

        @Override
        public void link(FilePath path, String target) throws IOException {
            Files.createSymbolicLink(PathBytes.resolve(root, path.bytes()), Path.of(target));
        }
    }

    /** In memory. */
    record InMemory(MemoryOutbox outbox) implements TestOutbox {
        @Override
        public void file(FilePath path, byte[] content, long mtimeSeconds, int mode) {
            outbox.putFile(path, content, mtimeSeconds, mode);
        }

        @Override
        public void directory(FilePath path, int mode) {
            outbox.putDirectory(path, 0, mode);
        }

        @Override
        public void link(FilePath path, String target) {
            outbox.putLink(path, 0);
        }
    }
}
