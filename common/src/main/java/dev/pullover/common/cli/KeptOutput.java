package dev.pullover.common.cli;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Keeps the beginning of what is written, for later. Thread-safe. */
final class KeptOutput extends OutputStream {
    private static final int MAX_BYTES = 64 << 10;

    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private boolean cut;

    @Override
    public synchronized void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
        int taken = Math.min(length, MAX_BYTES - kept.size());
        kept.write(bytes, offset, taken);
        cut |= taken < length;
    }

    /** What was written; if it was too much, without what may be half a line at the end. */
    synchronized String text() {
        String text = kept.toString(StandardCharsets.UTF_8);
        return cut ? text.substring(0, text.lastIndexOf('\n') + 1) + "…\n" : text;
    }
}
