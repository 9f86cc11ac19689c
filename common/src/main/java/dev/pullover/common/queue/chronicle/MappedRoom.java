package dev.pullover.common.queue.chronicle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The part of a file that is written next through mapped memory. If the disk is full and has no blocks for that part yet, the
 * first touch of it ends the process (SIGBUS). Zeros that are written beforehand, by a call, take the blocks or fail.
 *
 * <p>Only for the one writer of a file. One thread. The file stays open: to close it would take the locks away that other
 * threads of this process hold on it.
 */
final class MappedRoom implements AutoCloseable {
    /** For one message, the index that may follow it (16 KiB), and at the start of a file for three of these. */
    private static final int AHEAD_BYTES = 64 << 10;
    /**
     * How far the file is prepared at once: less than what Chronicle maps beyond each block. A reader that makes the file larger
     * at the same moment makes it at least that large, and does not cut anything off.
     */
    static final int STEP_BYTES = 128 << 10;

    private static final int PIECE_BYTES = 16 << 10;
    /** A page that was touched has its blocks. */
    private static final int PAGE_BYTES = 4096;

    private final Path file;
    private final int stepBytes;
    private final FileChannel channel;
    /** Behind what was written, as far as we know. */
    private long position;
    /** As far as there are blocks. */
    private long end;

    private MappedRoom(Path file, FileChannel channel, int stepBytes) throws IOException {
        this.file = file;
        this.stepBytes = stepBytes;
        this.channel = channel;
        this.position = behindContent(channel);
        this.end = (position + PAGE_BYTES - 1) / PAGE_BYTES * PAGE_BYTES;
    }

    /**
     * Opens {@code file} with room behind its content. It is made if it is not there, or not left there if there is no room.
     *
     * @param stepBytes how much room
     * @throws UncheckedIOException if there is none
     */
    static MappedRoom open(Path file, int stepBytes) {
        boolean isNew = !Files.exists(file);
        try {
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            try {
                MappedRoom room = new MappedRoom(file, channel, stepBytes);
                room.extend();
                return room;
            } catch (IOException e) {
                channel.close();
                if (isNew) {
                    Files.delete(file);
                }
                throw e;
            }
        } catch (IOException e) {
            throw failure(file, e);
        }
    }

    /** Takes note that the file was written up to {@code newPosition}. */
    void wroteUpTo(long newPosition) {
        position = newPosition;
    }

    /**
     * Sees to it that the next message has room.
     *
     * @throws UncheckedIOException if it has none; another call tries again
     */
    void prepare() {
        if (end - position < AHEAD_BYTES) {
            try {
                extend();
            } catch (IOException e) {
                throw failure(file, e);
            }
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close " + file + ": " + e.getMessage(), e);
        }
    }

    private void extend() throws IOException {
        long until = position + stepBytes;
        while (end < until) {
            end += channel.write(ByteBuffer.allocate((int) Math.min(PIECE_BYTES, until - end)), end);
        }
    }

    /** Behind the last byte that is not zero. */
    private static long behindContent(FileChannel channel) throws IOException {
        ByteBuffer piece = ByteBuffer.allocate(PIECE_BYTES);
        long behind = channel.size();
        while (behind > 0) {
            long start = (behind - 1) / PIECE_BYTES * PIECE_BYTES;
            channel.read(piece.clear().limit((int) (behind - start)), start);
            for (int i = piece.position() - 1; i >= 0; i--) {
                if (piece.get(i) != 0) {
                    return start + i + 1;
                }
            }
            behind = start;
        }
        return 0;
    }

    private static UncheckedIOException failure(Path file, IOException e) {
        return new UncheckedIOException("no room in " + file + ": " + e.getMessage(), e);
    }
}
