package dev.pullover.common.remote;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.config.ServerConfig;
import dev.pullover.common.config.Transport;
import dev.pullover.common.message.FaultKind;
import dev.pullover.common.path.FilePath;
import dev.pullover.testkit.Keys;
import dev.pullover.testkit.OpenSshServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A transport, here sshj, and a real OpenSSH server that fails, or is set up in an unusual way. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OpenSshFailuresIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofSeconds(1);
    private static final int LARGE_BYTES = 50_000_000;

    @TempDir
    Path directory;

    private String userKey;
    private OpenSshServer server;

    @BeforeEach
    void makeKey() throws IOException {
        RequireOpenSsh.orSkip();
        userKey = Keys.sshKeygen(directory.resolve("id"), "ed25519");
    }

    @AfterEach
    void stopServer() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void aSuspendedServerEndsCallsWithinTheDeadline() throws IOException {
        start();
        Files.writeString(directory.resolve("f"), "content");
        RemoteStore store = RealTargets.openPatiently(target(SHORT));
        server.suspend();
        long start = System.nanoTime();
        RemoteException e = assertThrows(RemoteException.class, () -> store.stat(path("f")));
        SshjFailuresTest.assertNotLongAfterThe(SHORT, start);
        assertEquals(FaultKind.TIMEOUT, e.kind());
        assertTrue(e.getMessage().contains("no answer within 1000 ms"), e.getMessage());
        RemoteException later = assertThrows(RemoteException.class, () -> store.list(path(""), entry -> {}));
        assertEquals(FaultKind.TIMEOUT, later.kind());
        store.close();
    }

    @Test
    void aSuspendedServerEndsConnectingWithinTheDeadline() throws IOException {
        start();
        server.suspend();
        long start = System.nanoTime();
        RemoteException e = assertThrows(RemoteException.class, () -> RemoteStores.open(target(SHORT)));
        SshjFailuresTest.assertNotLongAfterThe(SHORT, start);
        assertEquals(FaultKind.TIMEOUT, e.kind());
        server.resume();
        RemoteStores.open(target(TIMEOUT)).close();
    }

    @Test
    void aServerSuspendedDuringReadsEndsAllOfThemWithinTheDeadline() throws Exception {
        start();
        Files.write(directory.resolve("large"), new byte[LARGE_BYTES]);
        RemoteStore store = RealTargets.openPatiently(target(SHORT));
        AtomicBoolean suspended = new AtomicBoolean();
        List<Future<Long>> reads = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            for (int i = 0; i < 8; i++) {
                reads.add(threads.submit(() -> store.read(path("large"), 0, LARGE_BYTES, (b, o, l) -> {
                    if (suspended.compareAndSet(false, true)) {
                        server.suspend();
                    }
                })));
            }
            long start = System.nanoTime();
            for (Future<Long> read : reads) {
                ExecutionException e = assertThrows(ExecutionException.class, () -> read.get(30, TimeUnit.SECONDS));
                assertEquals(FaultKind.TIMEOUT, ((RemoteException) e.getCause()).kind());
            }
            SshjFailuresTest.assertNotLongAfterThe(SHORT, start);
        } finally {
            threads.shutdownNow();
            store.close();
        }
    }

    @Test
    void aKilledServerEndsAReadAsAReset() throws IOException {
        start();
        Files.write(directory.resolve("large"), new byte[LARGE_BYTES]);
        try (RemoteStore store = RemoteStores.open(target(TIMEOUT))) {
            AtomicBoolean killed = new AtomicBoolean();
            RemoteException e = assertThrows(
                    RemoteException.class,
                    () -> store.read(path("large"), 0, LARGE_BYTES, (b, o, l) -> {
                        if (killed.compareAndSet(false, true)) {
                            server.kill();
                        }
                    }));
            assertEquals(FaultKind.RESET, e.kind());
        }
        assertEquals(
                FaultKind.REFUSED,
                assertThrows(RemoteException.class, () -> RemoteStores.open(target(TIMEOUT)))
                        .kind());
        server.start();
        RemoteStores.open(target(TIMEOUT)).close();
    }

    @ParameterizedTest
    @CsvSource({"ed25519, ed25519", "ecdsa, ecdsa", "rsa, rsa"})
    void everyUsualTypeOfKeyWorks(String hostKeyType, String userKeyType) throws IOException {
        userKey = Keys.sshKeygen(directory.resolve("other"), userKeyType);
        Files.move(directory.resolve("other"), directory.resolve("id"), StandardCopyOption.REPLACE_EXISTING);
        Files.delete(directory.resolve("id.pub"));
        server = OpenSshServer.in(directory, userKey).hostKeyType(hostKeyType).start();
        RemoteStores.open(target(TIMEOUT)).close();
    }

    @Test
    void keysWrittenByTheJdkAloneWork() throws IOException {
        Files.delete(directory.resolve("id"));
        userKey = Keys.generate(directory.resolve("id"));
        start();
        RemoteStores.open(target(TIMEOUT)).close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ed25519", "ecdsa", "rsa"})
    void ofAServerWithKeysOfSeveralTypesThePinnedOneIsAskedFor(String pinned) throws IOException {
        String pinnedLine = "";
        OpenSshServer.Builder builder = OpenSshServer.in(directory, userKey);
        for (String type : List.of("rsa", "ecdsa", "ed25519")) {
            Path file = directory.resolve("host_" + type);
            String line = Keys.sshKeygen(file, type);
            builder.option("HostKey " + file);
            pinnedLine = type.equals(pinned) ? line : pinnedLine;
        }
        server = builder.start();
        RemoteStores.open(target(TIMEOUT, List.of(pinnedLine), Optional.empty()))
                .close();
    }

    @Test
    void aPinnedKeyOfATypeThatTheServerDoesNotHaveIsAnAlarm() throws IOException {
        start();
        String other = Keys.sshKeygen(directory.resolve("other"), "rsa");
        RemoteException e = assertThrows(
                RemoteException.class, () -> RemoteStores.open(target(TIMEOUT, List.of(other), Optional.empty())));
        assertEquals(FaultKind.HOST_KEY, e.kind());
    }

    @Test
    void knownHostsHashedBySshKeygenAreUnderstood() throws Exception {
        start();
        Path knownHosts = directory.resolve("known_hosts");
        Files.writeString(knownHosts, "[127.0.0.1]:" + server.port() + " " + server.hostKeyLine() + "\n");
        run("ssh-keygen", "-H", "-f", knownHosts.toString());
        assertTrue(Files.readString(knownHosts).startsWith("|1|"));
        RemoteStores.open(target(TIMEOUT, List.of(), Optional.of(knownHosts))).close();
    }

    @Test
    void anIdentityWithAPassphraseIsToldByName() throws Exception {
        start();
        run(
                "ssh-keygen",
                "-q",
                "-p",
                "-P",
                "",
                "-N",
                "secret",
                "-f",
                directory.resolve("id").toString());
        RemoteException e = assertThrows(RemoteException.class, () -> RemoteStores.open(target(TIMEOUT)));
        assertEquals(FaultKind.AUTH, e.kind());
        assertTrue(e.getMessage().contains(directory.resolve("id") + ": "), e.getMessage());
        assertTrue(e.getMessage().contains("passphrase"), e.getMessage());
    }

    @Test
    void aServerWithoutSftpIsToldApart() throws IOException {
        server = OpenSshServer.in(directory, userKey)
                .option("ForceCommand echo this account is closed")
                .start();
        RemoteException e = assertThrows(RemoteException.class, () -> RemoteStores.open(target(TIMEOUT)));
        assertEquals(FaultKind.PROTOCOL, e.kind());
        assertTrue(e.getMessage().contains("SFTP"), e.getMessage());
    }

    @Test
    void dataFlowsThroughRenewalsOfTheSessionKeys() throws Exception {
        // Not less: sshj takes it for a time-out if keys are renewed again while a thread waits to write.
        server = OpenSshServer.in(directory, userKey).option("RekeyLimit 16M").start();
        byte[] content = new byte[5_000_000];
        new Random(7).nextBytes(content);
        Files.write(directory.resolve("large"), content);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try (RemoteStore store = RemoteStores.open(target(TIMEOUT))) {
            List<Future<byte[]>> reads = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                reads.add(threads.submit(() -> {
                    ByteArrayOutputStream read = new ByteArrayOutputStream();
                    store.read(path("large"), 0, Long.MAX_VALUE, read::write);
                    return read.toByteArray();
                }));
            }
            for (Future<byte[]> read : reads) {
                assertArrayEquals(content, read.get(60, TimeUnit.SECONDS));
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** What is tested against the real server. */
    Transport transport() {
        return Transport.SSHJ;
    }

    private void start() throws IOException {
        server = OpenSshServer.in(directory, userKey).start();
    }

    private RemoteTarget target(Duration timeout) {
        return target(timeout, List.of(server.hostKeyLine()), Optional.empty());
    }

    private RemoteTarget target(Duration timeout, List<String> hostKeys, Optional<Path> knownHosts) {
        URI uri = URI.create("sftp://" + server.user() + "@127.0.0.1:" + server.port() + directory);
        return new RemoteTarget(
                new ServerConfig("production", uri, Optional.of(directory.resolve("id")), knownHosts, hostKeys),
                transport(),
                timeout);
    }

    private static void run(String... command) throws Exception {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertTrue(process.waitFor(30, TimeUnit.SECONDS));
        assertEquals(0, process.exitValue());
    }

    private static FilePath path(String text) {
        return FilePath.of(text);
    }
}
