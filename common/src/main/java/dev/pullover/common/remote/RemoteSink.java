package dev.pullover.common.remote;

import java.io.IOException;

/** Takes the bytes of a remote file, in order. */
@FunctionalInterface
public interface RemoteSink {
    /** The next {@code length} bytes are {@code buffer[offset …]}; the buffer is reused afterwards. */
    void accept(byte[] buffer, int offset, int length) throws IOException;
}
