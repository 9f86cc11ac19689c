package dev.pullover.common.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.config.ServerConfig;
import dev.pullover.common.config.Transport;
import dev.pullover.common.path.FilePath;
import dev.pullover.testkit.Await;
import dev.pullover.testkit.FaultProxy;
import dev.pullover.testkit.Keys;
import dev.pullover.testkit.OpenSshServer;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A large file over a line with 100 ms there and back, on which one connection cannot bring what the line could. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LongLineIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Duration ONE_WAY = Duration.ofMillis(50);
    private static final int BYTES = 80_000_000;
    private static final int READS = 5;
    private static final FilePath FILE = FilePath.of("large");

    @TempDir
    Path directory;

    private OpenSshServer server;
    private FaultProxy line;
    /** For all connections but the first. */
    private FaultProxy otherLine;

    private Path outbox;

    @BeforeEach
    void start() throws IOException {
        RequireOpenSsh.orSkip();
        String key = Keys.sshKeygen(directory.resolve("id"), "ed25519");
        outbox = Files.createDirectory(directory.resolve("outbox"));
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(outbox.resolve("large")))) {
            for (int i = 0; i < BYTES; i++) {
                out.write(at(i));
            }
        }
        server = OpenSshServer.in(Files.createDirectory(directory.resolve("sshd")), key)
                .start();
        line = FaultProxy.before(server.port());
        otherLine = FaultProxy.before(server.port());
        line.delay(ONE_WAY);
        otherLine.delay(ONE_WAY);
    }

    @AfterEach
    void stop() {
        if (server != null) {
            line.close();
            otherLine.close();
            server.close();
        }
    }

    @Test
    void itComesOverMoreConnectionsWhichAreClosedAfterIt() throws Exception {
        try (RemoteStore store = open(3)) {
            readUntilOthersWereOpen(store, () -> {});
            assertTrue(otherLine.accepted() <= 2, otherLine.accepted() + " besides the first");
            Await.until(TIMEOUT, "they are closed", () -> otherLine.open() == 0);
            assertEquals(1, line.open());
        }
    }

    @Test
    void itComesWholeThoughAnotherConnectionIsLost() throws Exception {
        try (RemoteStore store = open(2)) {
            AtomicBoolean cut = new AtomicBoolean();
            readUntilOthersWereOpen(store, () -> {
                // Some of the file must have come over it.
                if (otherLine.received() > 1_000_000 && cut.compareAndSet(false, true)) {
                    otherLine.cut();
                }
            });
            assertTrue(cut.get());
            read(store, BYTES / 2, () -> {});
            assertEquals(1, otherLine.accepted(), "no other one is tried after that");
        }
    }

    @Test
    void thereIsNoneBesideTheFirstIfOneIsAllowed() throws Exception {
        try (RemoteStore store = open(1)) {
            read(store, BYTES / 2, () -> {});
            assertEquals(0, otherLine.accepted());
        }
    }

    /** A busy machine may be too slow for a second connection to be worth it, or to be there in time. */
    private void readUntilOthersWereOpen(RemoteStore store, Runnable onPiece) throws IOException {
        for (int i = 0; i < READS && otherLine.received() < 1_000_000; i++) {
            read(store, BYTES, onPiece);
        }
        assertTrue(otherLine.received() >= 1_000_000, "only " + otherLine.received() + " bytes by another connection");
    }

    private void read(RemoteStore store, int bytes, Runnable onPiece) throws IOException {
        long[] position = {0};
        long count = store.read(FILE, 0, bytes, (buffer, offset, length) -> {
            for (int i = 0; i < length; i++) {
                if (buffer[offset + i] != at(position[0]++)) {
                    throw new AssertionError("wrong byte at " + (position[0] - 1));
                }
            }
            onPiece.run();
        });
        assertEquals(bytes, count);
    }

    private RemoteStore open(int connections) throws IOException {
        SftpChannel first = RemoteStores.connect(target(line));
        SftpLanes lanes = new SftpLanes(first, connections, () -> RemoteStores.connect(target(otherLine)));
        return new SftpRemoteStore(first, lanes, outbox.toString());
    }

    private RemoteTarget target(FaultProxy over) {
        ServerConfig config = RealTargets.config(server, over.port(), outbox, directory.resolve("id"));
        return new RemoteTarget(config, Transport.AUTO, TIMEOUT);
    }

    /** No two pieces of the file are alike. */
    private static byte at(long position) {
        return (byte) (position ^ position >> 8 ^ position >> 16 ^ position >> 24);
    }
}
