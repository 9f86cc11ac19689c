package dev.pullover.common.remote;

import dev.pullover.common.config.ServerConfig;
import dev.pullover.common.config.Transport;
import dev.pullover.testkit.EmbeddedSftpServer;
import dev.pullover.testkit.Keys;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedSftpStoreTest extends RemoteStoreContractTest {
    @TempDir
    static Path directory;

    private static EmbeddedSftpServer server;
    private String current;
    private static int outboxes;

    @BeforeAll
    static void startServer() throws IOException {
        String key = Keys.generate(directory.resolve("id"));
        server = EmbeddedSftpServer.serving(directory, "sync", key).start();
    }

    @AfterAll
    static void stopServer() {
        server.stop();
    }

    @Override
    TestOutbox outbox() throws IOException {
        current = "outbox-" + ++outboxes;
        Path root = Files.createDirectory(directory.resolve(current));
        return new TestOutbox.InDirectory(root);
    }

    @Override
    RemoteStore open() throws IOException {
        return RemoteStores.open(new RemoteTarget(
                new ServerConfig(
                        "production",
                        URI.create("sftp://sync@127.0.0.1:" + server.port() + "/" + current),
                        Optional.of(directory.resolve("id")),
                        Optional.empty(),
                        List.of(server.hostKeyLine())),
                Transport.SSHJ,
                TIMEOUT));
    }

    @Override
    boolean keepsBytes() {
        return false;
    }

    @Override
    boolean tellsDatesAfter2038() {
        return false;
    }

    @Override
    boolean refusesLinks() {
        return false;
    }
}
