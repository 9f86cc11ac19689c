package dev.pullover.common.remote;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import net.schmizz.concurrent.Promise;
import net.schmizz.sshj.common.Buffer;
import net.schmizz.sshj.sftp.PacketType;
import net.schmizz.sshj.sftp.Response;
import net.schmizz.sshj.sftp.SFTPException;

/**
 * Reads one open file with several requests in flight, never asking beyond the wanted range. What is
 * in flight at the end of the file, or when the sink throws, is not waited for.
 */
final class SftpPipeline {
    /** With a server that delivers less, requests do not get smaller than this, in bytes. */
    private static final int MIN_CHUNK_BYTES = 4 * 1024;

    private final SftpChannel channel;
    private final String name;
    private final byte[] handle;
    private final RemoteSink sink;
    private final Deque<Pending> pending = new ArrayDeque<>();
    private int maxChunk;
    private long inFlight;
    private long next;
    private final long end;

    /** @param window what held when it was asked for, at {@code sentNs} */
    private record Pending(
            long offset,
            int length,
            RequestWindow.Size window,
            long sentNs,
            Promise<Response, SFTPException> promise) {}

    /**
     * @param name of the file, for exceptions
     * @param maxChunk bytes to ask for in one request at most, while the server delivers as much
     */
    SftpPipeline(
            SftpChannel channel, String name, byte[] handle, int maxChunk, long offset, long length, RemoteSink sink) {
        this.channel = channel;
        this.name = name;
        this.handle = handle;
        this.maxChunk = maxChunk;
        this.sink = sink;
        this.next = offset;
        this.end = offset + Math.min(length, Long.MAX_VALUE - offset);
    }

    /**
     * Reads on to the end of the range or of the file.
     *
     * @return bytes delivered to the sink
     */
    long run() throws IOException {
        long delivered = 0;
        fill();
        for (Pending first = pending.poll(); first != null; first = pending.poll()) {
            Response data = channel.await(first.promise);
            inFlight -= first.length;
            channel.window().answered(first.window, System.nanoTime() - first.sentNs);
            if (SftpMessages.isEnd(PacketType.DATA, channel, data, name)) {
                return delivered;
            }
            delivered += deliver(first, data);
            fill();
        }
        return delivered;
    }

    /** Sends what may be in flight now. */
    void fill() throws IOException {
        RequestWindow.Size window = channel.window().size();
        int chunk = window.chunk(maxChunk);
        while (next < end && inFlight < window.bytes()) {
            int length = (int) Math.min(chunk, end - next);
            pending.addLast(ask(window, next, length));
            next += length;
        }
    }

    private Pending ask(RequestWindow.Size window, long offset, int length) throws IOException {
        long now = System.nanoTime();
        Promise<Response, SFTPException> promise = channel.send(SftpMessages.read(channel, handle, offset, length));
        inFlight += length;
        return new Pending(offset, length, window, now, promise);
    }

    private int deliver(Pending asked, Response data) throws IOException {
        int length = length(asked, data);
        sink.accept(data.array(), data.rpos(), length);
        if (length < asked.length) {
            // The end of the file, or a server with a lower limit: ask for the rest first, then in smaller pieces.
            pending.addFirst(ask(asked.window, asked.offset + length, asked.length - length));
            maxChunk = Math.max(MIN_CHUNK_BYTES, Math.min(maxChunk, length));
        }
        return length;
    }

    private int length(Pending asked, Response data) throws RemoteException {
        try {
            int length = data.readUInt32AsInt();
            if (length > 0 && length <= asked.length && length <= data.available()) {
                return length;
            }
            throw channel.broken("asked for " + asked.length + " bytes of " + name + ", got " + length);
        } catch (Buffer.BufferException e) {
            throw channel.broken(e);
        }
    }
}
