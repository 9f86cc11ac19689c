package dev.pullover.simulator;

import dev.pullover.common.message.FaultKind;
import dev.pullover.common.path.FilePath;
import dev.pullover.common.remote.RemoteEntry;
import dev.pullover.common.remote.RemoteException;
import dev.pullover.common.remote.RemoteSink;
import dev.pullover.common.remote.RemoteStat;
import dev.pullover.common.remote.RemoteStore;
import dev.pullover.simulator.disk.RemoteView;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A connection from one process to a {@link SimulatedServer}. Any request may be its last. */
final class SimulatedStore implements RemoteStore {
    private static final Duration ROUND_TRIP = Duration.ofMillis(4);
    static final Duration DEADLINE = Duration.ofSeconds(2);
    private static final int CHUNK_BYTES = 8 << 10;

    private final SimulatedProcess process;
    private final SimulatedServer server;
    private final SimulatedTime time;
    private final Chance chance;
    private final RemoteView files;
    private boolean closed;

    private SimulatedStore(SimulatedProcess process, SimulatedServer server, SimulatedTime time, Chance chance) {
        this.process = process;
        this.server = server;
        this.time = time;
        this.chance = chance;
        this.files = new RemoteView(server.disk, SimulatedServer.OUTBOX);
    }

    /** Connects. */
    static SimulatedStore open(SimulatedProcess process, SimulatedServer server, SimulatedTime time, Chance chance)
            throws RemoteException {
        SimulatedStore store = new SimulatedStore(process, server, time, chance);
        store.request("connects to " + server.name, true);
        return store;
    }

    @Override
    public String server() {
        return server.name;
    }

    @Override
    public RemoteStat stat(FilePath path) throws IOException {
        request(server.name + ": stat " + path);
        return files.stat(path.toString());
    }

    @Override
    public byte[] readAll(FilePath path, int limit) throws IOException {
        request(server.name + ": read " + path);
        byte[] content = files.content(path.toString());
        if (content.length > limit) {
            throw new FileSystemException(path.toString(), null, "too long");
        }
        return content;
    }

    @Override
    public long read(FilePath path, long offset, long length, RemoteSink sink) throws IOException {
        request(server.name + ": read " + path + " from " + offset);
        Supplier<byte[]> file = files.open(path.toString());
        byte[] content = file.get();
        long at = offset;
        while (at < Math.min(content.length, offset + length)) {
            int count = (int) Math.min(CHUNK_BYTES, Math.min(content.length, offset + length) - at);
            sink.accept(content, (int) at, count);
            at += count;
            if (at < Math.min(content.length, offset + length)) {
                request(server.name + ": more of " + path);
                content = file.get();
            }
        }
        return at - offset;
    }

    @Override
    public void list(FilePath directory, Consumer<RemoteEntry> entries) throws IOException {
        request(server.name + ": list " + directory);
        files.list(directory.toString(), entries);
    }

    @Override
    public void close() {
        closed = true;
    }

    private void request(String what) throws RemoteException {
        request(what, false);
    }

    /** @param first whether it is to connect: what a server has against connecting ends a connection that there is */
    private void request(String what, boolean first) throws RemoteException {
        process.does(what);
        time.pass(chance.upTo(ROUND_TRIP));
        server.meanwhile.run();
        FaultKind failure = first || server.failure == null || server.failure == FaultKind.TIMEOUT
                ? server.failure
                : FaultKind.RESET;
        if (failure == null && chance.strikes(chance.resets)) {
            failure = FaultKind.RESET;
        }
        if (failure == FaultKind.TIMEOUT) {
            time.pass(DEADLINE);
        }
        if (closed || failure != null) {
            closed = true;
            server.failed(process.name());
            FaultKind kind = failure == null ? FaultKind.RESET : failure;
            throw new RemoteException(server.name, kind, server.name + ": simulated " + kind, null);
        }
    }
}
