package dev.pullover.common.state;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Replaces small files so that a reader, or a crash at any moment, meets the old content or the new one whole. */
public final class AtomicFiles {
    private AtomicFiles() {}

    /**
     * Writes {@code content} beside {@code file} and renames it into place, without forcing it to disk: for what may be
     * old after a power cut. A symbolic link that waits there is refused, one at {@code file} replaced.
     */
    public static void replace(Path file, byte[] content) throws IOException {
        replace(file, content, false);
    }

    /** Same, and forces content and name to disk before it returns. */
    public static void replaceDurably(Path file, byte[] content) throws IOException {
        replace(file, content, true);
        forceDirectory(file.toAbsolutePath().getParent());
    }

    /** Forces the names in a directory to disk. Source: fsync(2), "calling fsync() does not necessarily ensure …". */
    public static void forceDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /**
     * Forces the name of a directory to disk: without it, what was forced to disk below is lost with it. Where this user may
     * not read the directory above, somebody else has made it, and that is left to them.
     */
    public static void forceName(Path directory) throws IOException {
        Path parent = directory.toAbsolutePath().getParent();
        if (parent != null && Files.isReadable(parent)) {
            forceDirectory(parent);
        }
    }

    private static void replace(Path file, byte[] content, boolean force) throws IOException {
        Path temporary = file.resolveSibling("." + file.getFileName() + ".tmp");
        try (FileChannel channel = FileChannel.open(
                temporary,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS)) {
            ByteBuffer buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            if (force) {
                channel.force(true);
            }
        }
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
