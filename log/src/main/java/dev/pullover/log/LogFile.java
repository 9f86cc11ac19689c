package dev.pullover.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** One of the log files, kept open at its end. One thread. */
final class LogFile implements AutoCloseable {
    private final Path path;
    private final long maxBytes;
    private final Rotation rotation;
    private FileChannel channel;
    private long inode;

    private LogFile(Path path, long maxBytes, Rotation rotation, FileChannel channel) throws IOException {
        this.path = path;
        this.maxBytes = maxBytes;
        this.rotation = rotation;
        this.channel = channel;
        this.inode = inode(path);
    }

    /**
     * Opens the file at its end; makes it, and its directory, if they are not there.
     *
     * @param maxBytes the file is put aside before it would grow beyond
     * @param keep how many files that were put aside are kept
     */
    static LogFile open(Path path, long maxBytes, int keep) throws IOException {
        Files.createDirectories(path.toAbsolutePath().getParent());
        return new LogFile(path, maxBytes, Rotation.of(path, keep), openChannel(path));
    }

    Path path() {
        return path;
    }

    /** If the file was moved or removed by someone else (logrotate), goes on with a new one. */
    void reopenIfMoved() throws IOException {
        if (!isInPlace()) {
            reopen();
        }
    }

    /** Puts the file aside if {@code bytes} more were too many. */
    void rotateIfFull(long bytes) throws IOException {
        long length = channel.size();
        if (length > 0 && length + bytes > maxBytes) {
            rotation.putAside();
            reopen();
        }
    }

    /** Does a part of what is left to do with a file that was put aside; returns 0 if there is nothing to do. */
    int compressSome() {
        return rotation.step();
    }

    /** What the file is to become when {@code bytes} are appended. */
    Journal.Span spanOf(long bytes) throws IOException {
        long length = channel.size();
        return new Journal.Span(path.toString(), inode, length, length + bytes);
    }

    /** Appends all of {@code bytes}; after a failure, any part of them. */
    void append(byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        try {
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        } catch (IOException e) {
            throw new IOException(path.getFileName() + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        rotation.close();
        closeChannel();
    }

    private boolean isInPlace() throws IOException {
        try {
            return inode(path) == inode;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private void reopen() throws IOException {
        FileChannel opened = openChannel(path);
        closeChannel();
        channel = opened;
        inode = inode(path);
    }

    private void closeChannel() {
        try {
            channel.close();
        } catch (IOException e) {
            // Whatever was appended is with the operating system since write() returned.
            return;
        }
    }

    private static FileChannel openChannel(Path path) throws IOException {
        return FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    static long inode(Path path) throws IOException {
        return (Long) Files.getAttribute(path, "unix:ino");
    }
}
