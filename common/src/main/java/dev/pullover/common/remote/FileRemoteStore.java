package dev.pullover.common.remote;

import dev.pullover.common.message.FaultKind;
import dev.pullover.common.path.FilePath;
import dev.pullover.common.path.PathBytes;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * An outbox in a mounted directory. Names may be any bytes. Deadlines are the operating system's:
 * what hangs on a dead network mount, hangs here.
 */
final class FileRemoteStore implements RemoteStore {
    private static final int BUFFER_BYTES = 128 * 1024;

    private final String server;
    private final Path root;
    private volatile boolean closed;

    FileRemoteStore(String server, Path root) {
        this.server = server;
        this.root = root.toAbsolutePath();
    }

    @Override
    public String server() {
        return server;
    }

    @Override
    public RemoteStat stat(FilePath path) throws IOException {
        checkOpen();
        return RemotePaths.isOutbox(path) ? attributes(root) : attributes(resolve(path), LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public byte[] readAll(FilePath path, int limit) throws IOException {
        checkOpen();
        try (SeekableByteChannel channel = openFile(path)) {
            long size = channel.size();
            if (size > limit) {
                throw new FileSystemException(
                        RemotePaths.name(path), null, size + " bytes, more than the limit of " + limit);
            }
            ByteBuffer content = ByteBuffer.allocate((int) size);
            while (content.hasRemaining() && channel.read(content) >= 0) {
                checkOpen();
            }
            byte[] bytes = new byte[content.flip().remaining()];
            content.get(bytes);
            return bytes;
        } catch (ClosedByInterruptException e) {
            throw interrupted(e);
        }
    }

    @Override
    public long read(FilePath path, long offset, long length, RemoteSink sink) throws IOException {
        RemotePaths.checkRange(offset, length);
        checkOpen();
        try (SeekableByteChannel channel = openFile(path)) {
            channel.position(offset);
            ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(length, BUFFER_BYTES));
            long delivered = 0;
            while (delivered < length) {
                buffer.clear().limit((int) Math.min(length - delivered, buffer.capacity()));
                int count = channel.read(buffer);
                if (count < 0) {
                    break;
                }
                checkOpen();
                sink.accept(buffer.array(), 0, count);
                delivered += count;
            }
            return delivered;
        } catch (ClosedByInterruptException e) {
            throw interrupted(e);
        }
    }

    @Override
    public void list(FilePath directory, Consumer<RemoteEntry> entries) throws IOException {
        if (!stat(directory).isDirectory()) {
            throw new NotDirectoryException(RemotePaths.name(directory));
        }
        try (DirectoryStream<Path> children = Files.newDirectoryStream(resolve(directory))) {
            for (Path child : children) {
                checkOpen();
                deliver(child, entries);
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    @Override
    public void close() {
        closed = true;
    }

    private static void deliver(Path child, Consumer<RemoteEntry> entries) throws IOException {
        RemoteStat stat;
        try {
            stat = attributes(child, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return; // deleted since the directory was read
        }
        entries.accept(new RemoteEntry(FilePath.ofBytes(PathBytes.name(child)), stat));
    }

    private SeekableByteChannel openFile(FilePath path) throws IOException {
        Path file = resolve(path);
        RemoteStat.Type type = attributes(file, LinkOption.NOFOLLOW_LINKS).type();
        if (type != RemoteStat.Type.FILE) {
            // opening a pipe would wait for a writer
            throw RemotePaths.notAFile(path, type);
        }
        return Files.newByteChannel(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
    }

    private Path resolve(FilePath path) throws FileSystemException {
        RemotePaths.check(path);
        return PathBytes.resolve(root, path.bytes());
    }

    private void checkOpen() throws RemoteException {
        if (closed) {
            throw new RemoteException(server, FaultKind.RESET, server + " (" + root + "): closed", null);
        }
    }

    private static RemoteStat attributes(Path path, LinkOption... options) throws IOException {
        Map<String, Object> attributes = Files.readAttributes(path, "unix:mode,size,lastModifiedTime", options);
        int mode = (Integer) attributes.get("mode");
        FileTime date = (FileTime) attributes.get("lastModifiedTime");
        return new RemoteStat(
                UnixMode.type(mode),
                (Long) attributes.get("size"),
                date.to(TimeUnit.SECONDS),
                UnixMode.permissions(mode));
    }

    private static InterruptedIOException interrupted(ClosedByInterruptException cause) {
        InterruptedIOException interrupted = new InterruptedIOException("interrupted while reading");
        interrupted.initCause(cause);
        return interrupted;
    }
}
