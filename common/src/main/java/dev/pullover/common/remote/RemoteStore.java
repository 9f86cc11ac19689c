package dev.pullover.common.remote;

import dev.pullover.common.path.FilePath;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.function.Consumer;

/**
 * The outbox of one server, over one open connection. All paths are relative to the outbox; the empty
 * path is the outbox itself.
 *
 * <p><b>Threads.</b> All methods may be called from several threads at once; requests of different
 * threads share the connection and are in flight together.
 *
 * <p><b>Deadlines.</b> Every request has one, given when the store was opened. It is put off while answers to
 * others come before its own, at 1 kB/s at least, up to 24 times. Past it the
 * connection is dropped and the call, and every later one, fails with {@link RemoteException}. Silence of the
 * server is never borne for longer than the deadline and a quarter of it.
 *
 * <p><b>Errors.</b> What concerns one file is a {@link java.nio.file.NoSuchFileException}, {@link
 * java.nio.file.AccessDeniedException}, {@link java.nio.file.NotDirectoryException} or other {@link
 * java.nio.file.FileSystemException} with the path in it; the store stays usable. What concerns the
 * server is a {@link RemoteException}; the store is then closed and a new one must be opened. An
 * interrupt ends a call with {@link java.io.InterruptedIOException}.
 *
 * <p>Symbolic links are never followed in the last component: {@link #stat} and {@link #list} report
 * the link itself, {@link #read} refuses one with a {@link java.nio.file.FileSystemException} where
 * the protocol lets it know.
 */
public interface RemoteStore extends AutoCloseable {
    /** Name of the server in the configuration. */
    String server();

    /** What the server says of {@code path} itself, not of what a link points to. */
    RemoteStat stat(FilePath path) throws IOException;

    /**
     * The whole content of a small file.
     *
     * @param limit largest accepted size, in bytes; a longer file is a {@link
     *     java.nio.file.FileSystemException}
     */
    byte[] readAll(FilePath path, int limit) throws IOException;

    /**
     * Streams a file from {@code offset} on, up to {@code length} bytes or the end of the file,
     * with several requests in flight.
     *
     * @param offset first byte wanted, at least 0; at or past the end nothing is delivered
     * @param length most bytes wanted, at least 0
     * @return bytes delivered to {@code sink}, in order
     * @throws IOException also what {@code sink} throws, unchanged
     */
    long read(FilePath path, long offset, long length, RemoteSink sink) throws IOException;

    /**
     * Reads several small files, with the requests for all of them in flight together where the protocol allows it.
     *
     * @param files each is told what became of it, in any order, on this thread; what it throws ends the call
     * @throws IOException about the server; those files that were not told of anything may be read or not
     */
    default void readSmall(List<SmallFile> files) throws IOException {
        for (SmallFile file : files) {
            ByteArrayOutputStream content = new ByteArrayOutputStream();
            try {
                read(file.path(), 0, file.length(), content::write);
            } catch (RemoteException | InterruptedIOException e) {
                throw e;
            } catch (IOException e) {
                file.refused(e);
                continue;
            }
            file.content(content.toByteArray(), 0, content.size());
        }
    }

    /**
     * Lists a directory, without {@code .} and {@code ..}, in the server's order. Names are bytes:
     * also those that are not UTF-8 are delivered.
     */
    void list(FilePath directory, Consumer<RemoteEntry> entries) throws IOException;

    /** Ends the connection. Calls in flight fail. Repeated calls do nothing. Never throws. */
    @Override
    void close();
}
