package dev.pullover.common.remote;

import dev.pullover.common.path.FilePath;
import java.io.IOException;

/** One of several files that are read together; is told once what became of it. */
public interface SmallFile {
    /** Most bytes of such a file: what every server delivers in one answer. */
    int MAX_BYTES = SftpChannel.MIN_CHUNK_BYTES;

    /** Relative to the outbox. */
    FilePath path();

    /** Bytes wanted, from the beginning, 0 to {@value #MAX_BYTES}. */
    int length();

    /**
     * It begins with {@code buffer[offset …]}; the buffer is reused afterwards.
     *
     * @param count bytes, at most {@link #length()}; fewer if the file is shorter, or the server delivers less at once
     */
    void content(byte[] buffer, int offset, int count);

    /** The server says something against this file, as in {@link RemoteStore#read}. */
    void refused(IOException reason);
}
