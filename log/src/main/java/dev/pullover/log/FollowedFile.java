package dev.pullover.log;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.apache.commons.io.input.Tailer;

/**
 * A log file as {@link Tailer} is to see it: begun at a given place, and replaced as soon as another file has its name,
 * which the tailer by itself would only learn from a size that has shrunk. One thread.
 */
final class FollowedFile implements Tailer.Tailable {
    /** Less than any position: the tailer then finishes the old file and goes on with the new one. */
    private static final long REPLACED = -1;

    private final Path path;
    private final long start;
    private boolean started;
    private long inode;

    /** @param start where following begins in the file that has the name now, bytes */
    FollowedFile(Path path, long start) {
        this.path = path;
        this.start = start;
    }

    @Override
    public Tailer.RandomAccessResourceBridge getRandomAccess(String mode) throws FileNotFoundException {
        RandomAccessFile file = new RandomAccessFile(path.toFile(), mode);
        try {
            inode = LogFile.inode(path);
        } catch (IOException e) {
            // Gone again already: the next look at the size tells.
            inode = 0;
        }
        return new Opened(file);
    }

    @Override
    public long size() throws IOException {
        if (!started) {
            started = true;
            return start;
        }
        try {
            return LogFile.inode(path) == inode ? Files.size(path) : REPLACED;
        } catch (NoSuchFileException e) {
            return REPLACED;
        }
    }

    @Override
    public boolean isNewer(FileTime time) {
        // Only what was appended counts.
        return false;
    }

    @Override
    public FileTime lastModifiedFileTime() throws IOException {
        return Files.getLastModifiedTime(path);
    }

    private record Opened(RandomAccessFile file) implements Tailer.RandomAccessResourceBridge {
        @Override
        public void close() throws IOException {
            file.close();
        }

        @Override
        public long getPointer() throws IOException {
            return file.getFilePointer();
        }

        @Override
        public int read(byte[] buffer) throws IOException {
            return file.read(buffer);
        }

        @Override
        public void seek(long position) throws IOException {
            file.seek(position);
        }
    }
}
