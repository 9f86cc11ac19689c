package dev.pullover.common.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.ExitCode;
import dev.pullover.common.PulloverException;
import dev.pullover.common.config.ServerConfig;
import dev.pullover.common.config.Transport;
import dev.pullover.common.message.FaultKind;
import dev.pullover.common.path.FilePath;
import dev.pullover.testkit.Await;
import dev.pullover.testkit.EmbeddedSftpServer;
import dev.pullover.testkit.Keys;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How the sshj transport tells failures apart, and what it leaves behind. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SshjFailuresTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(700);

    @TempDir
    Path directory;

    private EmbeddedSftpServer server;

    @BeforeEach
    void startServer() throws IOException {
        String key = Keys.generate(directory.resolve("id"));
        server = EmbeddedSftpServer.serving(Files.createDirectory(directory.resolve("outbox")), "sync", key)
                .start();
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    @Test
    void anotherHostKeyIsToldWithBothFingerprints() {
        HostKey pinned = key(server.hostKeyLine());
        server.stop();
        server.replaceHostKey();
        restart();
        RemoteException e = fails(target("sync", List.of(pinned.type() + " " + pinned.base64()), TIMEOUT));
        assertEquals(FaultKind.HOST_KEY, e.kind());
        assertTrue(e.getMessage().contains("expected " + pinned), e.getMessage());
        assertTrue(e.getMessage().contains("offered " + key(server.hostKeyLine())), e.getMessage());
    }

    @Test
    void withoutAPinnedKeyNothingIsTrusted() throws IOException {
        Path knownHosts = Files.writeString(directory.resolve("known_hosts"), "other.example " + server.hostKeyLine());
        RemoteException e = fails(target(Optional.of(knownHosts), List.of()));
        assertEquals(FaultKind.HOST_KEY, e.kind());
        assertTrue(e.getMessage().contains(knownHosts.toString()), e.getMessage());
        assertTrue(e.getMessage().contains(key(server.hostKeyLine()).fingerprint()), e.getMessage());
    }

    @Test
    void aMissingFileOfKnownHostsIsToldByName() {
        Path missing = directory.resolve("nowhere");
        RemoteException e = fails(target(Optional.of(missing), List.of()));
        assertEquals(FaultKind.HOST_KEY, e.kind());
        assertTrue(e.getMessage().contains(missing + ": no such file"), e.getMessage());
    }

    @Test
    void aMalformedPinnedKeyIsAUsageError() {
        PulloverException e = assertThrows(
                PulloverException.class, () -> RemoteStores.open(target("sync", List.of("ssh-ed25519 what"), TIMEOUT)));
        assertEquals(ExitCode.USAGE, e.exitCode());
        assertTrue(e.getMessage().contains("ssh-ed25519 what"), e.getMessage());
    }

    @Test
    void anotherUserKeyIsToldWithUserAndFile() throws IOException {
        Path other = directory.resolve("other");
        Keys.generate(other);
        RemoteException e = fails(withIdentity(other));
        assertEquals(FaultKind.AUTH, e.kind());
        assertTrue(e.getMessage().contains("login of sync with [" + other + "]"), e.getMessage());
    }

    @Test
    void anotherUserIsToldByName() {
        RemoteException e = fails(target("mallory", List.of(server.hostKeyLine()), TIMEOUT));
        assertEquals(FaultKind.AUTH, e.kind());
        assertTrue(e.getMessage().contains("mallory"), e.getMessage());
    }

    @Test
    void unusableIdentityFilesAreToldByName() throws IOException {
        Path garbage = Files.writeString(directory.resolve("garbage"), "no key at all\n");
        Path truncated = directory.resolve("truncated");
        Files.write(truncated, Files.readAllLines(directory.resolve("id")).subList(0, 3));
        for (Path file : List.of(directory.resolve("missing"), directory, garbage, truncated)) {
            RemoteException e = fails(withIdentity(file));
            assertEquals(FaultKind.AUTH, e.kind());
            assertTrue(e.getMessage().contains("identity-file " + file + ": "), e.getMessage());
        }
    }

    @Test
    void aClosedPortIsRefused() {
        server.stop();
        RemoteException e = fails(target("sync", List.of(server.hostKeyLine()), TIMEOUT));
        assertEquals(FaultKind.REFUSED, e.kind());
        assertTrue(e.getMessage().startsWith("production (127.0.0.1:" + server.port() + "): "), e.getMessage());
    }

    @Test
    void aNameThatCannotBeResolvedIsUnreachable() {
        // longer than a label may be: no resolver asks anybody
        String host = "x".repeat(64) + ".invalid";
        RemoteException e = fails(target(URI.create("sftp://sync@" + host + "/"), TIMEOUT));
        assertEquals(FaultKind.UNREACHABLE, e.kind());
        assertTrue(e.getMessage().contains(host), e.getMessage());
    }

    @Test
    void aListenerThatSaysNothingIsATimeout() throws IOException {
        try (PlainListener listener = new PlainListener("", false)) {
            long start = System.nanoTime();
            RemoteException e = fails(target(listener.uri(), SHORT));
            assertEquals(FaultKind.TIMEOUT, e.kind());
            assertNotLongAfterThe(SHORT, start);
        }
    }

    @Test
    void aListenerThatIsNoSshServerIsToldWithWhatItSays() throws IOException {
        for (boolean hangsUp : new boolean[] {true, false}) {
            try (PlainListener listener = new PlainListener("HTTP/1.1 400 Bad Request\r\n\r\n", hangsUp)) {
                RemoteException e = fails(target(listener.uri(), SHORT));
                assertEquals(FaultKind.PROTOCOL, e.kind());
                assertTrue(e.getMessage().contains("HTTP/1.1 400 Bad Request"), e.getMessage());
            }
        }
    }

    @Test
    void aListenerThatHangsUpIsAReset() throws IOException {
        for (String greeting : List.of("", "Exceeded MaxStartups\r\n")) {
            try (PlainListener listener = new PlainListener(greeting, true)) {
                assertEquals(
                        FaultKind.RESET, fails(target(listener.uri(), TIMEOUT)).kind(), greeting);
            }
        }
    }

    @Test
    void anSshServerThatStopsAfterItsGreetingIsATimeout() throws IOException {
        try (PlainListener listener = new PlainListener("SSH-2.0-OpenSSH_9.2p1\r\n", false)) {
            assertEquals(FaultKind.TIMEOUT, fails(target(listener.uri(), SHORT)).kind());
        }
    }

    @Test
    void aServerStoppedDuringAReadIsAResetForAllCallers() throws Exception {
        Files.write(directory.resolve("outbox/large"), new byte[30_000_000]);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (RemoteStore store = open()) {
            CountDownLatch reading = new CountDownLatch(4);
            CountDownLatch stopped = new CountDownLatch(1);
            List<Future<Long>> reads = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                reads.add(threads.submit(() -> store.read(path("large"), 0, 30_000_000, (b, o, l) -> {
                    reading.countDown();
                    awaitLatch(stopped);
                })));
            }
            awaitLatch(reading);
            server.stop();
            stopped.countDown();
            for (Future<Long> read : reads) {
                ExecutionException e = assertThrows(ExecutionException.class, () -> read.get(30, TimeUnit.SECONDS));
                assertEquals(FaultKind.RESET, ((RemoteException) e.getCause()).kind());
            }
            assertEquals(
                    FaultKind.RESET,
                    assertThrows(RemoteException.class, () -> store.stat(path("large")))
                            .kind());
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aServerStoppedAtAnyMomentIsAResetForAllCallersAtOnce() throws Exception {
        Files.write(directory.resolve("outbox/f"), new byte[100_000]);
        long seed = System.nanoTime();
        System.out.println("SshjFailuresTest seed " + seed);
        Random random = new Random(seed);
        ExecutorService threads = Executors.newFixedThreadPool(16);
        try {
            for (int round = 0; round < 20; round++) {
                stopUnderLoad(threads, random.nextInt(300));
                restart();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private void stopUnderLoad(ExecutorService threads, int afterCalls) throws Exception {
        AtomicInteger calls = new AtomicInteger();
        try (RemoteStore store = open()) {
            List<Future<FaultKind>> ends = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                ends.add(threads.submit(() -> useUntilItFails(store, calls)));
            }
            Await.until(TIMEOUT, afterCalls + " calls", () -> calls.get() >= afterCalls);
            server.stop();
            for (Future<FaultKind> end : ends) {
                assertEquals(FaultKind.RESET, end.get(30, TimeUnit.SECONDS));
            }
        }
    }

    private static FaultKind useUntilItFails(RemoteStore store, AtomicInteger calls) throws IOException {
        try {
            while (true) {
                store.stat(path("f"));
                store.list(path(""), entry -> {});
                store.read(path("f"), 0, 100_000, (b, o, l) -> {});
                calls.incrementAndGet();
            }
        } catch (RemoteException e) {
            return e.kind();
        }
    }

    @Test
    void aServerStoppedWhileIdleIsAResetAndReachableAgainAfterARestart() throws IOException {
        try (RemoteStore store = open()) {
            assertTrue(store.stat(path("")).isDirectory());
            server.stop();
            assertEquals(
                    FaultKind.RESET,
                    assertThrows(RemoteException.class, () -> store.stat(path("")))
                            .kind());
        }
        restart();
        try (RemoteStore store = open()) {
            assertTrue(store.stat(path("")).isDirectory());
        }
    }

    @Test
    void hashedKnownHostsOnAnotherPortAreUnderstood() throws IOException {
        // echo "[127.0.0.1]:2222" | openssl sha1 -hmac … is what ssh-keygen -H does: see KnownHostsTest
        Path knownHosts = Files.writeString(
                directory.resolve("known_hosts"),
                KnownHostsTest.hashed("[127.0.0.1]:" + server.port()) + " " + server.hostKeyLine() + "\n");
        try (RemoteStore store = RemoteStores.open(target(Optional.of(knownHosts), List.of()))) {
            assertTrue(store.stat(path("")).isDirectory());
        }
    }

    @Test
    void aSmallFileOfKnownLengthCostsThreeRequests() throws IOException {
        Files.write(directory.resolve("outbox/small"), new byte[4096]);
        try (SftpRemoteStore store = (SftpRemoteStore) open()) {
            long before = store.requests();
            assertEquals(4096, store.read(path("small"), 0, 4096, (b, o, l) -> {}));
            assertEquals(3, store.requests() - before);
            before = store.requests();
            assertEquals(4096, store.readAll(path("small"), 10_000).length);
            assertEquals(4, store.requests() - before);
            before = store.requests();
            store.stat(path("small"));
            assertEquals(1, store.requests() - before);
        }
    }

    @Test
    void noThreadIsLeftBehind() throws IOException {
        open().close();
        for (int i = 0; i < 5; i++) {
            try (RemoteStore store = open()) {
                store.stat(path(""));
            }
            fails(target("mallory", List.of(server.hostKeyLine()), TIMEOUT));
        }
        server.stop();
        fails(target("sync", List.of(server.hostKeyLine()), TIMEOUT));
        Await.until(TIMEOUT, "the end of sshj's threads", () -> sshjThreads().isEmpty());
    }

    private static List<String> sshjThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(Thread::isAlive)
                .map(Thread::getName)
                .filter(name -> name.startsWith("sshj-") || name.startsWith("resolve-"))
                .toList();
    }

    private RemoteStore open() throws IOException {
        return RemoteStores.open(target("sync", List.of(server.hostKeyLine()), TIMEOUT));
    }

    private void restart() {
        try {
            server.start();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static RemoteException fails(RemoteTarget target) {
        return assertThrows(RemoteException.class, () -> RemoteStores.open(target));
    }

    private RemoteTarget target(String user, List<String> hostKeys, Duration timeout) {
        URI uri = URI.create("sftp://" + user + "@127.0.0.1:" + server.port() + "/");
        return new RemoteTarget(
                new ServerConfig("production", uri, Optional.of(directory.resolve("id")), Optional.empty(), hostKeys),
                Transport.SSHJ,
                timeout);
    }

    private RemoteTarget target(Optional<Path> knownHosts, List<String> hostKeys) {
        URI uri = URI.create("sftp://sync@127.0.0.1:" + server.port() + "/");
        return new RemoteTarget(
                new ServerConfig("production", uri, Optional.of(directory.resolve("id")), knownHosts, hostKeys),
                Transport.SSHJ,
                TIMEOUT);
    }

    private RemoteTarget target(URI uri, Duration timeout) {
        List<String> hostKeys = List.of(server.hostKeyLine());
        return new RemoteTarget(
                new ServerConfig("production", uri, Optional.of(directory.resolve("id")), Optional.empty(), hostKeys),
                Transport.SSHJ,
                timeout);
    }

    private RemoteTarget withIdentity(Path file) {
        URI uri = URI.create("sftp://sync@127.0.0.1:" + server.port() + "/");
        List<String> hostKeys = List.of(server.hostKeyLine());
        return new RemoteTarget(
                new ServerConfig("production", uri, Optional.of(file), Optional.empty(), hostKeys),
                Transport.SSHJ,
                TIMEOUT);
    }

    private static HostKey key(String line) {
        String[] fields = line.split(" ");
        return HostKey.parse(fields[0], fields[1]).orElseThrow();
    }

    /** A loaded machine may be late, but not by another sort of deadline. */
    static void assertNotLongAfterThe(Duration deadline, long startNanos) {
        Duration took = Duration.ofNanos(System.nanoTime() - startNanos);
        assertTrue(took.compareTo(deadline.multipliedBy(10)) < 0, "took " + took + ", deadline " + deadline);
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            assertTrue(latch.await(30, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static FilePath path(String text) {
        return FilePath.of(text);
    }
}
