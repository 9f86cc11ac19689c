package dev.pullover.common.remote;

import dev.pullover.common.path.FilePath;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NotDirectoryException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import net.schmizz.sshj.sftp.PacketType;
import net.schmizz.sshj.sftp.Response;

/**
 * An outbox behind an SFTP session.
 *
 * <p>A small file of known length costs three requests, of which two are waited for: open, read, and
 * close. SFTP version 3 follows links when it opens: callers who must not, ask {@link #stat} first;
 * opening a pipe on the server hangs until the deadline.
 */
final class SftpRemoteStore implements RemoteStore {
    /** Smaller ones are over before another connection would be open. */
    private static final long LARGE_BYTES = 8 << 20;

    private final SftpChannel channel;
    private final SftpLanes lanes;
    private final FilePath root;

    /**
     * @param lanes of which {@code channel} is the first
     * @param root absolute directory on the server
     */
    SftpRemoteStore(SftpChannel channel, SftpLanes lanes, String root) {
        this.channel = channel;
        this.lanes = lanes;
        this.root = FilePath.of(root);
    }

    @Override
    public String server() {
        return channel.server();
    }

    @Override
    public RemoteStat stat(FilePath path) throws IOException {
        // The outbox itself may be a link; that is its owner's business.
        PacketType type = RemotePaths.isOutbox(path) ? PacketType.STAT : PacketType.LSTAT;
        Response response = channel.call(SftpMessages.about(channel, type, absolute(path)));
        return SftpMessages.attributes(channel, response, RemotePaths.name(path));
    }

    /**
     * {@inheritDoc}
     *
     * <p>One request after the other: of two small answers in a row, a server's TCP holds the second back until the first is
     * acknowledged, for which ours takes 40 ms (Nagle's algorithm, RFC 896; delayed ACK, RFC 1122). Only the handle of a
     * small file is closed on the way, which saves a round trip: nobody waits for that answer.
     */
    @Override
    public byte[] readAll(FilePath path, int limit) throws IOException {
        RemotePaths.checkRange(0, limit);
        String name = RemotePaths.name(path);
        byte[] handle = open(path);
        boolean closed = false;
        try {
            Response attributes = channel.call(SftpMessages.about(channel, PacketType.FSTAT, handle));
            RemoteStat stat = SftpMessages.attributes(channel, attributes, name);
            checkWhole(path, stat, limit);
            ByteArrayOutputStream content = new ByteArrayOutputStream();
            int chunk = SftpChannel.MIN_CHUNK_BYTES;
            SftpPipeline pipeline = new SftpPipeline(channel, handle, name, chunk, 0, stat.size(), content::write);
            pipeline.fill();
            if (stat.size() <= chunk) {
                closed = true;
                channel.closeHandle(handle);
            }
            pipeline.run();
            return content.toByteArray();
        } finally {
            if (!closed) {
                channel.closeHandle(handle);
            }
        }
    }

    @Override
    public long read(FilePath path, long offset, long length, RemoteSink sink) throws IOException {
        RemotePaths.checkRange(offset, length);
        byte[] handle = open(path);
        try {
            String name = RemotePaths.name(path);
            int chunk = length > SftpChannel.MIN_CHUNK_BYTES ? channel.chunkBytes() : SftpChannel.MIN_CHUNK_BYTES;
            SftpPipeline pipeline = new SftpPipeline(channel, handle, name, chunk, offset, length, sink);
            return length < LARGE_BYTES
                    ? pipeline.run()
                    : new SftpLargeRead(lanes, channel, handle, absolute(path), name).run(pipeline);
        } finally {
            channel.closeHandle(handle);
        }
    }

    @Override
    public void readSmall(List<SmallFile> files) throws IOException {
        List<SmallFile> readable = new ArrayList<>();
        List<byte[]> paths = new ArrayList<>();
        for (SmallFile file : files) {
            try {
                paths.add(absolute(file.path()));
                readable.add(file);
            } catch (FileSystemException e) {
                file.refused(e);
            }
        }
        new SftpSmallReads(channel).run(readable, paths);
    }

    @Override
    public void list(FilePath directory, Consumer<RemoteEntry> entries) throws IOException {
        String name = RemotePaths.name(directory);
        byte[] handle = openDirectory(directory);
        try {
            new SftpListing(channel, name, handle, entries).run();
        } finally {
            channel.closeHandle(handle);
        }
    }

    /** Requests sent so far. */
    long requests() {
        return channel.requests();
    }

    /** Writes over the same connection. */
    RemoteWriter writer() {
        return new SftpRemoteWriter(this, channel);
    }

    @Override
    public void close() {
        channel.close();
        lanes.close();
    }

    private byte[] open(FilePath path) throws IOException {
        long start = System.nanoTime();
        Response response = channel.call(SftpMessages.open(channel, absolute(path)));
        lanes.answered(System.nanoTime() - start);
        return SftpMessages.handle(channel, response, RemotePaths.name(path));
    }

    private byte[] openDirectory(FilePath directory) throws IOException {
        Response response = channel.call(SftpMessages.about(channel, PacketType.OPENDIR, absolute(directory)));
        try {
            return SftpMessages.handle(channel, response, RemotePaths.name(directory));
        } catch (AccessDeniedException e) {
            throw e;
        } catch (FileSystemException e) {
            // Of a file, OpenSSH says here that it does not exist; others just "failure".
            if (!stat(directory).isDirectory()) {
                throw new NotDirectoryException(RemotePaths.name(directory));
            }
            throw e;
        }
    }

    /** The path as the server knows it. */
    byte[] absolute(FilePath path) throws FileSystemException {
        RemotePaths.check(path);
        return root.child(path).bytes();
    }

    private static void checkWhole(FilePath path, RemoteStat stat, int limit) throws FileSystemException {
        if (stat.isDirectory()) {
            throw RemotePaths.notAFile(path, stat.type());
        }
        if (stat.size() > limit) {
            throw new FileSystemException(
                    RemotePaths.name(path), null, stat.size() + " bytes, more than the limit of " + limit);
        }
    }
}
