package dev.pullover.log;

import dev.pullover.common.state.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;

/** One of the log files, kept open at its end. One thread. */
final class LogFile implements AutoCloseable {
    private static final int MAX_LINE_BYTES = 4096;

    private final Path path;
    private final RotationPolicy policy;
    private final Rotation rotation;
    private FileChannel channel;
    private long inode;
    /** Time of the first line, nanoseconds since 1970 UTC; 0 if there is none, or it is not ours. */
    private long begunNs;
    /** Whether the file ends within a line. */
    private boolean unfinished;

    private LogFile(Path path, RotationPolicy policy, Rotation rotation, FileChannel channel) throws IOException {
        this.path = path;
        this.policy = policy;
        this.rotation = rotation;
        this.channel = channel;
        this.inode = inode(path);
        this.begunNs = firstTime(path);
        this.unfinished = endsWithinLine(path);
    }

    /**
     * Opens the file at its end; makes it, and its directory, if they are not there.
     */
    static LogFile open(Path path, RotationPolicy policy) throws IOException {
        Files.createDirectories(path.toAbsolutePath().getParent());
        return new LogFile(path, policy, Rotation.of(path, policy.keep()), openChannel(path));
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

    /** Ends the line that a power cut has torn, so that the next one does not become part of it. */
    void endTornLine() throws IOException {
        if (unfinished) {
            append(new byte[] {'\n'});
            unfinished = false;
        }
    }

    /** Puts the file aside if {@code bytes} more were too many, or if it is too old for what comes at {@code nowNs}. */
    void rotateIfDue(long bytes, long nowNs) throws IOException {
        long length = channel.size();
        boolean old = begunNs != 0 && nowNs - begunNs >= policy.maxAgeNs();
        if (length > 0 && (length + bytes > policy.maxBytes() || old)) {
            rotation.putAside();
            reopen();
        }
        if (begunNs == 0) {
            begunNs = nowNs;
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
        begunNs = firstTime(path);
        unfinished = endsWithinLine(path);
    }

    /** A file that was begun by an earlier process says by its first line when that was. */
    private static long firstTime(Path path) throws IOException {
        byte[] start;
        try (InputStream in = Files.newInputStream(path)) {
            start = in.readNBytes(MAX_LINE_BYTES);
        }
        String line = new String(start, StandardCharsets.UTF_8).split("\n", 2)[0];
        return ParsedLine.ofText(line)
                .or(() -> ParsedLine.ofJson(line, Json.mapper()))
                .map(parsed -> TimeUnit.SECONDS.toNanos(parsed.time().getEpochSecond())
                        + parsed.time().getNano())
                .orElse(0L);
    }

    private static boolean endsWithinLine(Path path) throws IOException {
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
            ByteBuffer last = ByteBuffer.allocate(1);
            return file.size() > 0 && file.read(last, file.size() - 1) == 1 && last.get(0) != '\n';
        }
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
