package dev.pullover.common.remote;

import dev.pullover.common.message.FaultKind;
import dev.pullover.common.path.FilePath;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.function.Consumer;

/** A connection to a {@link MemoryOutbox}. */
public final class MemoryRemoteStore implements RemoteStore {
    private static final int CHUNK_BYTES = 32 * 1024;
    private static final int OWNER_MAY_READ = 0400;

    private final String server;
    private final MemoryOutbox outbox;
    private volatile boolean closed;

    public MemoryRemoteStore(String server, MemoryOutbox outbox) {
        this.server = server;
        this.outbox = outbox;
    }

    @Override
    public String server() {
        return server;
    }

    @Override
    public RemoteStat stat(FilePath path) throws IOException {
        return node(path).stat();
    }

    @Override
    public byte[] readAll(FilePath path, int limit) throws IOException {
        byte[] content = content(path);
        if (content.length > limit) {
            throw new FileSystemException(
                    RemotePaths.name(path), null, content.length + " bytes, more than the limit of " + limit);
        }
        return content.clone();
    }

    @Override
    public long read(FilePath path, long offset, long length, RemoteSink sink) throws IOException {
        RemotePaths.checkRange(offset, length);
        byte[] content = content(path);
        int start = (int) Math.min(offset, content.length);
        int end = start + (int) Math.min(length, content.length - start);
        byte[] chunk = new byte[Math.min(CHUNK_BYTES, end - start)];
        for (int at = start; at < end; at += chunk.length) {
            checkOpen();
            int count = Math.min(chunk.length, end - at);
            System.arraycopy(content, at, chunk, 0, count);
            sink.accept(chunk, 0, count);
        }
        return end - start;
    }

    @Override
    public void list(FilePath directory, Consumer<RemoteEntry> entries) throws IOException {
        RemoteStat stat = node(directory).stat();
        if (!stat.isDirectory()) {
            throw new NotDirectoryException(RemotePaths.name(directory));
        }
        checkReadable(directory, stat);
        for (FilePath child : outbox.children(directory)) {
            checkOpen();
            outbox.node(child)
                    .ifPresent(node -> entries.accept(new RemoteEntry(MemoryOutbox.name(child), node.stat())));
        }
    }

    @Override
    public void close() {
        closed = true;
    }

    private byte[] content(FilePath path) throws IOException {
        MemoryOutbox.Node node = node(path);
        if (!node.stat().isFile()) {
            throw RemotePaths.notAFile(path, node.stat().type());
        }
        checkReadable(path, node.stat());
        return node.content();
    }

    private MemoryOutbox.Node node(FilePath path) throws IOException {
        checkOpen();
        RemotePaths.check(path);
        return outbox.node(path).orElseThrow(() -> new NoSuchFileException(RemotePaths.name(path)));
    }

    private static void checkReadable(FilePath path, RemoteStat stat) throws AccessDeniedException {
        if ((stat.mode() & OWNER_MAY_READ) == 0) {
            throw new AccessDeniedException(RemotePaths.name(path));
        }
    }

    private void checkOpen() throws IOException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("interrupted");
        }
        if (closed) {
            throw new RemoteException(server, FaultKind.RESET, server + " (in memory): closed", null);
        }
    }
}
