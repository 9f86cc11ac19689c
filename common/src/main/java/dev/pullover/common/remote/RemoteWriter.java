package dev.pullover.common.remote;

import dev.pullover.common.path.FilePath;
import java.io.IOException;
import java.io.InputStream;

/**
 * Puts files into the outbox of one server, for an operator who gives one back; nothing else writes there. The errors
 * are those of {@link RemoteStore}. One thread.
 */
public interface RemoteWriter extends AutoCloseable {
    /**
     * Uploads a file under a temporary name beside it, then renames it into place; directories that are missing on the
     * way are made. If it fails the temporary file is removed, as far as the server still answers.
     *
     * @param content read to its end, not closed
     * @param mode the nine permission bits that it gets
     * @param mtimeNs its date, nanoseconds since 1970 UTC; SFTP keeps whole seconds from 1970 to 2106
     * @param replace whether a file of this name may be replaced
     * @throws java.nio.file.FileAlreadyExistsException if there is something of this name that is not to be replaced
     */
    void put(FilePath path, InputStream content, int mode, long mtimeNs, boolean replace) throws IOException;

    /** Ends the connection. Never throws. */
    @Override
    void close();
}
