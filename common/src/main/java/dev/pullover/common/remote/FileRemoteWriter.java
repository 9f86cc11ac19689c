package dev.pullover.common.remote;

import dev.pullover.common.path.FilePath;
import dev.pullover.common.path.PathBytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.TimeUnit;

/** Writes to an outbox in a mounted directory. */
final class FileRemoteWriter implements RemoteWriter {
    private final Path root;

    FileRemoteWriter(Path root) {
        this.root = root.toAbsolutePath();
    }

    @Override
    public void put(FilePath path, InputStream content, int mode, long mtimeNs, boolean replace) throws IOException {
        RemotePaths.check(path);
        Path target = PathBytes.resolve(root, path.bytes());
        if (!replace && Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileAlreadyExistsException(path.toString());
        }
        Path folder = target.getParent();
        Files.createDirectories(folder);
        Path temporary = Files.createTempFile(folder, ".pullover-upload-", "");
        try {
            Files.copy(content, temporary, StandardCopyOption.REPLACE_EXISTING);
            Files.setAttribute(temporary, "unix:mode", mode);
            Files.setLastModifiedTime(temporary, FileTime.from(mtimeNs, TimeUnit.NANOSECONDS));
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    @Override
    public void close() {
        // Nothing is held open.
    }
}
