package dev.pullover.common.remote;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Lets several requests leave together: sshj's engine flushes after each, which costs a system call here, a packet, and its
 * encryption on both sides. Once told so, only {@link #release} flushes. Once a write failed all fail: sshj's own stream is
 * not to be used then, as its buffer is left half-sent. Thread-safe.
 */
final class HeldOutput extends FilterOutputStream {
    private boolean holding;
    private @Nullable IOException failure;

    /** @param out with a buffer */
    HeldOutput(OutputStream out) {
        super(out);
    }

    /** From now on {@link #flush} does nothing. */
    synchronized void hold() {
        holding = true;
    }

    /** Sends all that was written. */
    synchronized void release() throws IOException {
        attempt(out::flush);
    }

    @Override
    public synchronized void write(int b) throws IOException {
        attempt(() -> out.write(b));
    }

    @Override
    public synchronized void write(byte[] buffer, int offset, int length) throws IOException {
        attempt(() -> out.write(buffer, offset, length));
    }

    @Override
    public synchronized void flush() throws IOException {
        if (!holding) {
            attempt(out::flush);
        }
    }

    private void attempt(Write write) throws IOException {
        if (failure != null) {
            throw new IOException("sending failed before: " + failure.getMessage(), failure);
        }
        try {
            write.run();
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }

    private interface Write {
        void run() throws IOException;
    }
}
