package dev.pullover.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.keyprovider.FileKeyPairProvider;
import org.apache.sshd.sftp.client.SftpClient;
import org.apache.sshd.sftp.client.SftpClientFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EmbeddedSftpServerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    private final SshClient client = SshClient.setUpDefaultClient();
    private String key;
    private Path root;
    private String seenHostKey = "";

    @BeforeEach
    void prepare() throws IOException {
        key = Keys.generate(directory.resolve("id"));
        root = Files.createDirectory(directory.resolve("root"));
        Files.writeString(root.resolve("f"), "content");
        client.setKeyIdentityProvider(new FileKeyPairProvider(directory.resolve("id")));
        client.setServerKeyVerifier((session, address, hostKey) -> {
            seenHostKey = PublicKeyEntry.toString(hostKey);
            return true;
        });
        client.start();
    }

    @AfterEach
    void stopClient() {
        client.stop();
    }

    @Test
    void servesTheDirectoryAsRootAndTakesChanges() throws IOException {
        try (EmbeddedSftpServer server =
                        EmbeddedSftpServer.serving(root, "sync", key).start();
                SftpClient sftp = connect(server, "sync")) {
            assertEquals(7, sftp.stat("/f").getSize());
            assertEquals(server.hostKeyLine(), seenHostKey);
            sftp.mkdir("/d");
            assertTrue(Files.isDirectory(root.resolve("d")));
        }
    }

    @Test
    void canServeThisMachinesOwnPaths() throws IOException {
        try (EmbeddedSftpServer server = EmbeddedSftpServer.serving(root, "sync", key)
                        .absolutePaths()
                        .start();
                SftpClient sftp = connect(server, "sync")) {
            assertEquals(7, sftp.stat(root.resolve("f").toString()).getSize());
        }
    }

    @Test
    void readOnlyRefusesEveryChange() throws IOException {
        try (EmbeddedSftpServer server =
                        EmbeddedSftpServer.serving(root, "sync", key).readOnly().start();
                SftpClient sftp = connect(server, "sync")) {
            assertArrayEquals("content".getBytes(), sftp.read("/f").readAllBytes());
            assertThrows(IOException.class, () -> sftp.mkdir("/d"));
            assertThrows(IOException.class, () -> sftp.remove("/f"));
            assertThrows(IOException.class, () -> sftp.rename("/f", "/g"));
            assertThrows(
                    IOException.class, () -> sftp.open("/new", SftpClient.OpenMode.Write, SftpClient.OpenMode.Create));
            assertThrows(
                    IOException.class, () -> sftp.open("/f", SftpClient.OpenMode.Write, SftpClient.OpenMode.Truncate));
            assertThrows(IOException.class, () -> sftp.setStat("/f", new SftpClient.Attributes().size(0)));
            assertThrows(IOException.class, () -> sftp.symLink("/link", "/f"));
            try (var children = Files.list(root)) {
                assertEquals(1, children.count());
            }
            assertEquals("content", Files.readString(root.resolve("f")));
        }
    }

    @Test
    void othersCannotLogIn() throws IOException {
        try (EmbeddedSftpServer server =
                EmbeddedSftpServer.serving(root, "sync", key).start()) {
            assertThrows(IOException.class, () -> connect(server, "mallory"));
        }
        String other = Keys.generate(directory.resolve("other"));
        try (EmbeddedSftpServer server =
                EmbeddedSftpServer.serving(root, "sync", other).start()) {
            assertThrows(IOException.class, () -> connect(server, "sync"));
        }
    }

    @Test
    void stopDropsConnectionsAtOnceAndStartComesBackAsTheSame() throws IOException {
        try (EmbeddedSftpServer server =
                EmbeddedSftpServer.serving(root, "sync", key).start()) {
            int port = server.port();
            String hostKey = server.hostKeyLine();
            for (int round = 0; round < 5; round++) {
                SftpClient sftp = connect(server, "sync");
                long start = System.nanoTime();
                server.stop();
                assertFalse(server.isRunning());
                Await.until(PATIENCE, "the client's end", () -> !sftp.isOpen());
                assertTrue(System.nanoTime() - start < Duration.ofSeconds(10).toNanos(), "without waiting for it");
                assertThrows(IOException.class, () -> connect(server, "sync"));
                server.start();
                assertEquals(port, server.port());
                assertEquals(hostKey, server.hostKeyLine());
            }
            server.stop();
            server.replaceHostKey();
            server.start();
            assertNotEquals(hostKey, server.hostKeyLine());
            connect(server, "sync").close();
            assertEquals(server.hostKeyLine(), seenHostKey);
        }
    }

    @Test
    void aKeyThatCannotBeUsedIsToldAtOnce() {
        String ed25519 = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl";
        for (String line : List.of("ssh-rsa AAAA", "what", ed25519)) {
            IllegalArgumentException e =
                    assertThrows(IllegalArgumentException.class, () -> EmbeddedSftpServer.serving(root, "sync", line)
                            .start());
            assertTrue(e.getMessage().contains(line), e.getMessage());
        }
    }

    private SftpClient connect(EmbeddedSftpServer server, String user) throws IOException {
        ClientSession session = client.connect(user, "127.0.0.1", server.port())
                .verify(PATIENCE)
                .getSession();
        try {
            session.auth().verify(PATIENCE);
            return SftpClientFactory.instance().createSftpClient(session).singleSessionInstance();
        } catch (IOException e) {
            session.close();
            throw e;
        }
    }
}
