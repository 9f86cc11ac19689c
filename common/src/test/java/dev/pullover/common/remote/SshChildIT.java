package dev.pullover.common.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.ScratchDirectory;
import dev.pullover.common.config.ServerConfig;
import dev.pullover.common.config.Transport;
import dev.pullover.common.message.FaultKind;
import dev.pullover.common.path.FilePath;
import dev.pullover.testkit.Await;
import dev.pullover.testkit.Keys;
import dev.pullover.testkit.OpenSshServer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is special about {@code ssh} as a child: its files, its words, its life. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SshChildIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(700);
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    @TempDir
    Path directory;

    private Path home;
    private OpenSshServer server;

    @BeforeEach
    void startServer() throws IOException {
        RequireOpenSsh.orSkip();
        home = Files.createDirectories(directory.resolve("home"));
        Files.createDirectory(home.resolve(".ssh"));
        String key = Keys.sshKeygen(directory.resolve("id"), "ed25519");
        server = OpenSshServer.in(directory, key).option("LogLevel DEBUG1").start();
    }

    @AfterEach
    void stopServer() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void anotherHostKeyIsAnAlarmWithItsFingerprint() throws IOException {
        server.stop();
        String pinned = server.hostKeyLine();
        server.replaceHostKey("ed25519");
        server.start();
        RemoteException e = fails(target(List.of(pinned), "id", TIMEOUT));
        assertEquals(FaultKind.HOST_KEY, e.kind());
        HostKey offered = HostKey.parse(
                        server.hostKeyLine().split(" ")[0], server.hostKeyLine().split(" ")[1])
                .orElseThrow();
        assertTrue(e.getMessage().contains("offered ED25519 " + offered.fingerprint()), e.getMessage());
        assertTrue(e.getMessage().contains("change it in host-keys of server 'production'"), e.getMessage());
        assertFalse(e.getMessage().contains("known_hosts"), e.getMessage());
    }

    @Test
    void whatSshConfigKnowsIsNotTrustedUnlessItIsPinned() throws IOException {
        Path known = home.resolve(".ssh/known_hosts");
        Files.writeString(known, "[127.0.0.1]:" + server.port() + " " + server.hostKeyLine() + "\n");
        config("Host *", "UserKnownHostsFile " + known, "StrictHostKeyChecking no", "LogLevel QUIET");
        String other = Keys.sshKeygen(directory.resolve("other_host"), "ed25519");
        assertEquals(
                FaultKind.HOST_KEY, fails(target(List.of(other), "id", TIMEOUT)).kind());
    }

    @Test
    void aKeyThatIsNotAuthorisedIsToldByName() throws IOException {
        Keys.sshKeygen(directory.resolve("stranger"), "ed25519");
        RemoteException e = fails(target(List.of(server.hostKeyLine()), "stranger", TIMEOUT));
        assertEquals(FaultKind.AUTH, e.kind());
        assertTrue(e.getMessage().contains("identity-file " + directory.resolve("stranger") + ": "), e.getMessage());
        RemoteException missing = fails(target(List.of(server.hostKeyLine()), "nowhere", TIMEOUT));
        assertEquals(FaultKind.AUTH, missing.kind());
        assertTrue(missing.getMessage().contains("no such file"), missing.getMessage());
    }

    @Test
    void refusedUnknownSilentAndBusyAreToldApart() throws IOException {
        List<String> keys = List.of(server.hostKeyLine());
        server.stop();
        assertEquals(FaultKind.REFUSED, fails(target(keys, "id", TIMEOUT)).kind());
        URI unknown = URI.create("sftp://sync@" + "x".repeat(64) + ".invalid/");
        assertEquals(
                FaultKind.UNREACHABLE,
                fails(target(unknown, keys, "id", TIMEOUT)).kind());
        try (PlainListener silent = new PlainListener("", false)) {
            long start = System.nanoTime();
            RemoteException e = fails(target(silent.uri(), keys, "id", SHORT));
            assertEquals(FaultKind.TIMEOUT, e.kind());
            SshjFailuresTest.assertNotLongAfterThe(SHORT, start);
        }
        try (PlainListener busy = new PlainListener("Exceeded MaxStartups\r\n", true)) {
            assertEquals(
                    FaultKind.RESET,
                    fails(target(busy.uri(), keys, "id", TIMEOUT)).kind());
        }
    }

    @Test
    void anInterruptEndsConnecting() throws Exception {
        try (PlainListener silent = new PlainListener("", false)) {
            AtomicReference<Exception> caught = new AtomicReference<>();
            Thread thread = new Thread(() -> {
                try {
                    open(target(silent.uri(), List.of(server.hostKeyLine()), "id", TIMEOUT));
                } catch (IOException e) {
                    caught.set(e);
                }
            });
            thread.start();
            assertTrue(Await.within(TIMEOUT, () -> !children().isEmpty()));
            thread.interrupt();
            thread.join(TIMEOUT.toMillis());
            assertEquals(InterruptedIOException.class, caught.get().getClass());
            assertTrue(Await.within(TIMEOUT, () -> children().isEmpty()));
        }
    }

    @Test
    void hostsUsersPortsAndJumpHostsOfSshConfigCount() throws IOException {
        Path known = Files.writeString(
                home.resolve(".ssh/known_hosts"), "[127.0.0.1]:" + server.port() + " " + server.hostKeyLine() + "\n");
        config(
                "Host prod",
                "  HostName 127.0.0.1",
                "  HostKeyAlias prod.pinned",
                "  Port " + server.port(),
                "  User " + server.user(),
                "  ProxyJump jump",
                "Host jump",
                "  HostName 127.0.0.1",
                "  Port " + server.port(),
                "  User " + server.user(),
                "  UserKnownHostsFile " + known,
                "  IdentityFile " + directory.resolve("id"));
        Path pinned = Files.writeString(directory.resolve("pinned"), "prod.pinned " + server.hostKeyLine() + "\n");
        Files.writeString(directory.resolve("f"), "content");
        URI uri = URI.create("sftp://prod" + directory);
        ServerConfig config = new ServerConfig(
                "production", uri, Optional.of(directory.resolve("id")), Optional.of(pinned), List.of());
        try (RemoteStore store = open(new RemoteTarget(config, Transport.OPENSSH, TIMEOUT))) {
            assertEquals(7, store.stat(FilePath.of("f")).size());
            assertTrue(children().size() >= 2, "ssh and its way through the jump host: " + children());
        }
        assertTrue(Await.within(TIMEOUT, () -> children().isEmpty()));
        assertTrue(server.log().contains("direct-tcpip"), server.log());
    }

    @Test
    void fastCiphersComeFirstUnlessSshConfigSaysOtherwise() throws IOException {
        String first = Files.readString(Path.of("/proc/cpuinfo")).contains(" aes")
                ? "cipher: aes128-gcm@openssh.com"
                : "cipher: chacha20-poly1305@openssh.com";
        open(target(List.of(server.hostKeyLine()), "id", TIMEOUT)).close();
        assertTrue(server.log().contains(first), server.log());
        config("Ciphers aes256-ctr");
        open(target(List.of(server.hostKeyLine()), "id", TIMEOUT)).close();
        assertTrue(server.log().contains("cipher: aes256-ctr"), server.log());
    }

    @Test
    void neitherProcessesNorDescriptorsNorFilesAreLeft() throws IOException {
        RemoteTarget good = target(List.of(server.hostKeyLine()), "id", TIMEOUT);
        RemoteTarget bad = target(List.of(server.hostKeyLine()), "nowhere", TIMEOUT);
        open(good).close();
        long before = descriptors();
        for (int i = 0; i < 10; i++) {
            open(good).close();
            assertThrows(RemoteException.class, () -> open(bad));
        }
        assertTrue(Await.within(TIMEOUT, () -> children().isEmpty()));
        assertTrue(Await.within(TIMEOUT, () -> descriptors() <= before), () -> before + ", now " + descriptors());
        try (Stream<Path> left = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            assertEquals(List.of(), left.filter(SshChildIT::isOurs).toList());
        }
    }

    @Test
    void sshEndsWithAJvmThatIsKilled() throws Exception {
        Process jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        uri().toString(),
                        directory.resolve("id").toString(),
                        server.hostKeyLine())
                .redirectErrorStream(true)
                .start();
        try {
            assertEquals('!', jvm.getInputStream().read());
            List<ProcessHandle> ssh = jvm.descendants().toList();
            assertTrue(ssh.stream().anyMatch(process -> command(process).endsWith("ssh")), ssh::toString);
            jvm.destroyForcibly();
            assertTrue(Await.within(TIMEOUT, () -> ssh.stream().noneMatch(ProcessHandle::isAlive)));
        } finally {
            jvm.destroyForcibly();
        }
    }

    /** Opens a store, says so, and waits to be killed. */
    static final class Holder {
        public static void main(String[] args) throws Exception {
            ServerConfig config = new ServerConfig(
                    "production",
                    URI.create(args[0]),
                    Optional.of(Path.of(args[1])),
                    Optional.empty(),
                    List.of(args[2]));
            RemoteStore store = RemoteStores.open(config, Transport.OPENSSH, TIMEOUT);
            System.out.print("!");
            System.out.flush();
            Thread.currentThread().join();
            store.close();
        }
    }

    /** Of this process: others use the same temporary directory. */
    private static boolean isOurs(Path file) {
        String ours = ScratchDirectory.PREFIX + ProcessHandle.current().pid() + "-";
        return file.getFileName().toString().startsWith(ours);
    }

    private static List<ProcessHandle> children() {
        return ProcessHandle.current()
                .descendants()
                .filter(process -> command(process).endsWith("ssh"))
                .toList();
    }

    private static String command(ProcessHandle process) {
        return process.info().command().orElse("");
    }

    private static long descriptors() {
        try (Stream<Path> open = Files.list(DESCRIPTORS)) {
            return open.count();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void config(String... lines) throws IOException {
        Files.write(home.resolve(".ssh/config"), List.of(lines));
    }

    private RemoteException fails(RemoteTarget target) {
        return assertThrows(RemoteException.class, () -> open(target).close());
    }

    private RemoteStore open(RemoteTarget target) throws IOException {
        return RemoteStores.openSftp(target, new OpenSshConnector(target, home)::open);
    }

    private URI uri() {
        return URI.create("sftp://" + server.user() + "@127.0.0.1:" + server.port() + directory);
    }

    private RemoteTarget target(List<String> hostKeys, String identity, Duration timeout) {
        return target(uri(), hostKeys, identity, timeout);
    }

    private RemoteTarget target(URI uri, List<String> hostKeys, String identity, Duration timeout) {
        ServerConfig config = new ServerConfig(
                "production", uri, Optional.of(directory.resolve(identity)), Optional.empty(), hostKeys);
        return new RemoteTarget(config, Transport.OPENSSH, timeout);
    }
}
