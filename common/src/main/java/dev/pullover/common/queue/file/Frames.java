package dev.pullover.common.queue.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/** Reads the frames of one file, from any offset on. One thread. */
final class Frames implements AutoCloseable {
    static final int HEADER_BYTES = 14;
    private static final int SEQUENCE_AT = 6;
    private static final int BUFFER_BYTES = 128 << 10;
    private static final int UNSIGNED_SHORT = 0xFFFF;

    private final FileChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).limit(0);
    private long offset;

    /** @param offset where a frame begins */
    Frames(FileChannel channel, long offset) {
        this.channel = channel;
        this.offset = offset;
    }

    /** Writes a frame with the message that lies in {@code message} into {@code out}. */
    static void put(ByteBuffer out, long sequence, ByteBuffer message) {
        int start = out.position();
        out.putShort((short) message.remaining()).putInt(0).putLong(sequence).put(message);
        out.putInt(start + Short.BYTES, crc(out.array(), start + SEQUENCE_AT, out.position() - start - SEQUENCE_AT));
    }

    /** The next frame, or null if there is no whole one. The message is good until the next call. */
    @Nullable
    Frame next() throws IOException {
        Frame frame = parse();
        if (frame == null) {
            buffer.clear();
            channel.read(buffer, offset);
            buffer.flip();
            frame = parse();
        }
        return frame;
    }

    /** Where the next frame begins. */
    long offset() {
        return offset;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private @Nullable Frame parse() {
        int start = buffer.position();
        if (buffer.remaining() < HEADER_BYTES) {
            return null;
        }
        int length = HEADER_BYTES + (buffer.getShort(start) & UNSIGNED_SHORT);
        if (buffer.remaining() < length
                || crc(buffer.array(), start + SEQUENCE_AT, length - SEQUENCE_AT)
                        != buffer.getInt(start + Short.BYTES)) {
            return null;
        }
        ByteBuffer message = buffer.slice(start + HEADER_BYTES, length - HEADER_BYTES);
        buffer.position(start + length);
        offset += length;
        return new Frame(buffer.getLong(start + SEQUENCE_AT), message);
    }

    private static int crc(byte[] bytes, int from, int length) {
        CRC32 crc = new CRC32();
        crc.update(bytes, from, length);
        return (int) crc.getValue();
    }

    /** A message with its number. */
    record Frame(long sequence, ByteBuffer message) {}
}
