package dev.pullover.common.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.config.ServerConfig;
import dev.pullover.common.config.Transport;
import dev.pullover.common.message.FaultKind;
import dev.pullover.common.path.FilePath;
import dev.pullover.testkit.EmbeddedSftpServer;
import dev.pullover.testkit.Keys;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is taken from {@code ~/.ssh} where the configuration names nothing. */
class SshjHomeTest {
    @TempDir
    Path home;

    private EmbeddedSftpServer server;
    private Path ssh;

    @BeforeEach
    void startServer() throws IOException {
        ssh = Files.createDirectory(home.resolve(".ssh"));
        String key = Keys.generate(ssh.resolve("id_ecdsa"));
        server = EmbeddedSftpServer.serving(home, "sync", key).start();
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    @Test
    void theUsualKeysAndKnownHostsAreTakenAndUnusableKeysPassedOver() throws IOException {
        Files.writeString(ssh.resolve("known_hosts"), "[127.0.0.1]:" + server.port() + " " + server.hostKeyLine());
        Files.writeString(ssh.resolve("id_ed25519"), "damaged");
        Keys.generate(ssh.resolve("id_rsa")); // another key, which the server does not know
        try (RemoteStore store = RemoteStores.openSftp(target(), new SshjConnector(target(), home)::open)) {
            assertTrue(store.stat(FilePath.of(".ssh")).isDirectory());
        }
    }

    @Test
    void withoutAnyUsableKeyTheMessageNamesThemAll() throws IOException {
        Files.writeString(ssh.resolve("known_hosts"), "");
        Files.writeString(ssh.resolve("id_ecdsa"), "damaged");
        RemoteException e = assertThrows(RemoteException.class, () -> new SshjConnector(target(), home).open());
        assertEquals(FaultKind.AUTH, e.kind());
        assertTrue(e.getMessage().contains(ssh.resolve("id_ecdsa") + ": "), e.getMessage());
        assertTrue(e.getMessage().contains("id_ed25519, id_ecdsa, id_rsa"), e.getMessage());
    }

    @Test
    void withoutKnownHostsTheMessageNamesTheFile() {
        RemoteException e = assertThrows(RemoteException.class, () -> new SshjConnector(target(), home).open());
        assertEquals(FaultKind.HOST_KEY, e.kind());
        assertTrue(e.getMessage().contains(ssh.resolve("known_hosts").toString()), e.getMessage());
    }

    private RemoteTarget target() {
        return new RemoteTarget(
                new ServerConfig(
                        "production",
                        URI.create("sftp://sync@127.0.0.1:" + server.port() + "/"),
                        Optional.empty(),
                        Optional.empty(),
                        List.of()),
                Transport.SSHJ,
                Duration.ofSeconds(20));
    }
}
