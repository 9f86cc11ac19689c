package dev.pullover.common.remote;

import dev.pullover.common.config.Transport;
import dev.pullover.testkit.Keys;
import dev.pullover.testkit.OpenSshServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class OpenSshStoreIT extends RemoteStoreContractTest {
    @TempDir
    static Path directory;

    private static OpenSshServer server;
    private Path current;
    private static int outboxes;

    @BeforeAll
    static void startServer() throws IOException {
        RequireOpenSsh.orSkip();
        String key = Keys.sshKeygen(directory.resolve("id"), "ed25519");
        server = OpenSshServer.in(directory, key).start();
    }

    @AfterAll
    static void stopServer() {
        if (server != null) {
            server.close();
        }
    }

    @Override
    TestOutbox outbox() throws IOException {
        current = Files.createDirectory(directory.resolve("outbox-" + ++outboxes));
        return new TestOutbox.InDirectory(current);
    }

    @Override
    RemoteStore open() throws IOException {
        return RemoteStores.open(new RemoteTarget(
                RealTargets.config(server, server.port(), current, directory.resolve("id")), transport(), TIMEOUT));
    }

    /** What is tested against the real server. */
    Transport transport() {
        return Transport.SSHJ;
    }

    @Override
    boolean refusesLinks() {
        return false;
    }
}
