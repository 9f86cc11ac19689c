package dev.pullover.common.remote;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * What comes from a server. Knows that it has ended before those who read it do, and how much has come, of answers that are
 * not whole yet too; refuses an answer that is too long to be one. Read by one thread, asked by any.
 */
final class AnswerStream extends FilterInputStream {
    private final PacketLimit limit = new PacketLimit();
    private volatile boolean open = true;
    private volatile long bytes;

    AnswerStream(InputStream in) {
        super(in);
    }

    boolean isOpen() {
        return open;
    }

    /** Bytes that have come so far. */
    long bytes() {
        return bytes;
    }

    @Override
    @SuppressWarnings("NonAtomicOperationOnVolatileField") // there is one reader
    public int read(byte[] buffer, int offset, int length) throws IOException {
        try {
            int count = super.read(buffer, offset, length);
            open = count >= 0;
            bytes += Math.max(0, count);
            limit.check(buffer, offset, count);
            return count;
        } catch (IOException e) {
            open = false;
            throw e;
        }
    }
}
