package dev.pullover.common.remote;

import dev.pullover.common.config.ServerConfig;
import dev.pullover.common.config.Transport;
import dev.pullover.testkit.Keys;
import dev.pullover.testkit.OpenSshServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
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
                new ServerConfig(
                        "production",
                        URI.create("sftp://" + server.user() + "@127.0.0.1:" + server.port() + current),
                        Optional.of(directory.resolve("id")),
                        Optional.empty(),
                        List.of(server.hostKeyLine())),
                transport(),
                TIMEOUT));
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
