package dev.pullover.common.remote;

import dev.pullover.common.message.FaultKind;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import net.schmizz.concurrent.Promise;
import net.schmizz.sshj.common.Buffer;
import net.schmizz.sshj.sftp.PacketType;
import net.schmizz.sshj.sftp.Request;
import net.schmizz.sshj.sftp.Response;
import net.schmizz.sshj.sftp.SFTPException;

/**
 * Reads one open file with several requests in flight, over one connection or more, never asking beyond the wanted range, and
 * delivers it in order. What is in flight at the end of the file, or when the sink throws, is not waited for.
 */
final class SftpPipeline {
    /** With a server that delivers less, requests do not get smaller than this, in bytes. */
    private static final int MIN_CHUNK_BYTES = 4 * 1024;

    private final String name;
    private final Lane first;
    private final List<Lane> lanes = new ArrayList<>();
    private final RemoteSink sink;
    private final Deque<Pending> pending = new ArrayDeque<>();
    private int maxChunk;
    private long next;
    private final long end;

    /** A connection on which the file is open. */
    static final class Lane {
        private final SftpChannel channel;
        private final byte[] handle;
        private final Runnable onLoss;
        private long inFlight;

        /** @param onLoss runs if the connection fails */
        Lane(SftpChannel channel, byte[] handle, Runnable onLoss) {
            this.channel = channel;
            this.handle = handle;
            this.onLoss = onLoss;
        }
    }

    /** @param window what held when it was asked for, at {@code sentNs} */
    private record Pending(
            Lane lane,
            long offset,
            int length,
            RequestWindow.Size window,
            long sentNs,
            Promise<Response, SFTPException> promise) {}

    /**
     * @param channel the first connection, with which the reading fails
     * @param handle of the file there
     * @param name of the file, for exceptions
     * @param maxChunk bytes to ask for in one request at most, while the server delivers as much
     */
    SftpPipeline(
            SftpChannel channel, byte[] handle, String name, int maxChunk, long offset, long length, RemoteSink sink) {
        this.first = new Lane(channel, handle, () -> {});
        this.name = name;
        this.maxChunk = maxChunk;
        this.sink = sink;
        this.next = offset;
        this.end = offset + Math.min(length, Long.MAX_VALUE - offset);
        lanes.add(first);
    }

    /** From now on the file comes over that connection, too. */
    void add(Lane lane) {
        lanes.add(lane);
    }

    /** Closes the file on all but the first connection. */
    void closeAdded() {
        lanes.subList(1, lanes.size()).forEach(lane -> lane.channel.closeHandle(lane.handle));
    }

    /**
     * Reads on to the end of the range or of the file.
     *
     * @return bytes delivered to the sink
     */
    long run() throws IOException {
        long delivered = 0;
        for (int count = step(); count > 0; count = step()) {
            delivered += count;
        }
        return delivered;
    }

    /**
     * Delivers the next piece.
     *
     * @return its bytes; 0 at the end
     */
    int step() throws IOException {
        fill();
        if (pending.isEmpty()) {
            return 0;
        }
        Response data = awaitFirst();
        Pending asked = pending.remove();
        asked.lane.inFlight -= asked.length;
        asked.lane.channel.window().answered(asked.window, System.nanoTime() - asked.sentNs);
        return SftpMessages.isEnd(PacketType.DATA, asked.lane.channel, data, name) ? 0 : deliver(asked, data);
    }

    /** Sends what may be in flight now. */
    void fill() throws IOException {
        for (Lane lane : List.copyOf(lanes)) {
            RequestWindow.Size window = lane.channel.window().size();
            int chunk = window.chunk(maxChunk);
            while (next < end && lane.inFlight < window.bytes() && lanes.contains(lane)) {
                int length = (int) Math.min(chunk, end - next);
                pending.addLast(ask(lane, window, next, length));
                next += length;
            }
        }
    }

    private Response awaitFirst() throws IOException {
        while (true) {
            Pending asked = pending.element();
            try {
                return asked.lane.channel.await(asked.promise);
            } catch (RemoteException e) {
                leave(asked.lane, e);
            }
        }
    }

    private Pending ask(Lane lane, RequestWindow.Size window, long offset, int length) throws IOException {
        long now = System.nanoTime();
        try {
            Request request = SftpMessages.read(lane.channel, lane.handle, offset, length);
            Promise<Response, SFTPException> promise = lane.channel.send(request);
            lane.inFlight += length;
            return new Pending(lane, offset, length, window, now, promise);
        } catch (RemoteException e) {
            leave(lane, e);
            return ask(first, window, offset, length);
        }
    }

    /** Goes on without a connection that has failed: what it owes is asked for again on the first one. */
    private void leave(Lane lane, RemoteException failure) throws IOException {
        // Of a server that hangs, others are not to be awaited for as long again.
        if (lane == first || failure.kind() == FaultKind.TIMEOUT) {
            throw failure;
        }
        lanes.remove(lane);
        lane.onLoss.run();
        List<Pending> owed = List.copyOf(pending);
        pending.clear();
        for (Pending one : owed) {
            pending.addLast(one.lane == lane ? ask(first, one.window, one.offset, one.length) : one);
        }
    }

    private int deliver(Pending asked, Response data) throws IOException {
        int length = length(asked, data);
        sink.accept(data.array(), data.rpos(), length);
        if (length < asked.length) {
            // The end of the file, or a server with a lower limit: ask for the rest first, then in smaller pieces.
            pending.addFirst(ask(asked.lane, asked.window, asked.offset + length, asked.length - length));
            maxChunk = Math.max(MIN_CHUNK_BYTES, Math.min(maxChunk, length));
        }
        return length;
    }

    private int length(Pending asked, Response data) throws RemoteException {
        SftpChannel channel = asked.lane.channel;
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
