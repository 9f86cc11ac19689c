package dev.pullover.common.remote;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Lets several requests leave together: sshj's engine flushes after each, which costs a system call here, a packet, and its
 * encryption on both sides. Once told so, only {@link #release} flushes. As thread-safe as the stream behind it.
 */
final class HeldOutput extends FilterOutputStream {
    private volatile boolean holding;

    /** @param out with a buffer */
    HeldOutput(OutputStream out) {
        super(out);
    }

    /** From now on {@link #flush} does nothing. */
    void hold() {
        holding = true;
    }

    /** Sends all that was written. */
    void release() throws IOException {
        out.flush();
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws IOException {
        out.write(buffer, offset, length);
    }

    @Override
    public void flush() throws IOException {
        if (!holding) {
            out.flush();
        }
    }
}
