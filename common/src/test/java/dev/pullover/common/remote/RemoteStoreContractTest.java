package dev.pullover.common.remote;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pullover.common.path.FilePath;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@link RemoteStore} promises, for every implementation. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class RemoteStoreContractTest {
    static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final long DATE = 1_600_000_001;
    private static final long AFTER_2038 = 3_000_000_000L;

    private TestOutbox outbox;
    private RemoteStore store;

    /** An empty outbox. */
    abstract TestOutbox outbox() throws IOException;

    /** A store on that outbox. */
    abstract RemoteStore open() throws IOException;

    /** Whether permissions keep this server from reading: not those of root. */
    boolean obeysPermissions() {
        return !System.getProperty("user.name").equals("root");
    }

    /** Whether names that are not UTF-8 arrive unchanged. */
    boolean keepsBytes() {
        return true;
    }

    /** Whether the server's program can express such dates. */
    boolean tellsDatesAfter2038() {
        return true;
    }

    /** Whether reading a link fails: SFTP version 3 does not let a client ask for that. */
    boolean refusesLinks() {
        return true;
    }

    @BeforeEach
    void openStore() throws IOException {
        outbox = outbox();
        store = open();
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    @Test
    void statTellsTypeSizeDateAndModeOfAFile() throws IOException {
        file("a/b.txt", bytes(1234), 0640);
        assertEquals(new RemoteStat(RemoteStat.Type.FILE, 1234, DATE, 0640), store.stat(path("a/b.txt")));
    }

    @Test
    void statTellsOfDirectoriesAndOfTheOutboxItself() throws IOException {
        outbox.directory(path("d"), 0750);
        assertTrue(store.stat(path("d")).isDirectory());
        assertEquals(0750, store.stat(path("d")).mode());
        assertTrue(store.stat(path("")).isDirectory());
    }

    @Test
    void smallFilesAreReadTogether() throws IOException {
        int[] sizes = {0, 1, 4096, 32_768, 40_000, 7};
        List<Small> files = new ArrayList<>();
        for (int i = 0; i < sizes.length; i++) {
            file("f" + i, bytes(sizes[i]), 0644);
            files.add(new Small("f" + i, Math.min(sizes[i], SmallFile.MAX_BYTES)));
        }
        files.add(3, new Small("missing", 10));
        files.add(new Small("f1", 100));
        files.add(new Small("nowhere/missing", 0));
        store.readSmall(List.copyOf(files));
        for (Small file : files) {
            if (file.name.contains("missing")) {
                assertInstanceOf(NoSuchFileException.class, file.refused, file.name);
            } else {
                int size = sizes[file.name.charAt(1) - '0'];
                byte[] expected = Arrays.copyOf(bytes(size), Math.min(size, file.length()));
                assertArrayEquals(expected, file.content, file.name);
            }
        }
        assertEquals(7, store.stat(path("f5")).size());
    }

    /** One of several files that are read together. */
    private static final class Small implements SmallFile {
        private final String name;
        private final int length;
        private byte[] content;
        private IOException refused;

        Small(String name, int length) {
            this.name = name;
            this.length = length;
        }

        @Override
        public FilePath path() {
            return FilePath.of(name);
        }

        @Override
        public int length() {
            return length;
        }

        @Override
        public void content(byte[] buffer, int offset, int count) {
            content = Arrays.copyOfRange(buffer, offset, offset + count);
        }

        @Override
        public void refused(IOException reason) {
            refused = reason;
        }
    }

    @Test
    void datesAfter2038AreTold() throws IOException {
        assumeTrue(tellsDatesAfter2038(), "this server breaks down on such dates");
        outbox.file(path("future"), bytes(1), AFTER_2038, 0644);
        assertEquals(AFTER_2038, store.stat(path("future")).mtimeSeconds());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4095, 32_767, 32_768, 32_769, 65_536, 200_000})
    void wholeFilesOfAnySizeArriveUnchanged(int size) throws IOException {
        byte[] content = bytes(size);
        file("f", content, 0644);
        assertArrayEquals(content, store.readAll(path("f"), size));
        assertArrayEquals(content, read("f", 0, size));
        assertArrayEquals(content, read("f", 0, Long.MAX_VALUE));
    }

    @Test
    void rangesAreDeliveredAsAsked() throws IOException {
        byte[] content = bytes(100_000);
        file("f", content, 0644);
        for (int offset : new int[] {0, 1, 32_768, 50_001, 99_999}) {
            for (int length : new int[] {0, 1, 10, 32_768, 49_999}) {
                byte[] expected = Arrays.copyOfRange(content, offset, Math.min(offset + length, content.length));
                assertArrayEquals(expected, read("f", offset, length), "from " + offset + ", " + length + " bytes");
            }
        }
    }

    @Test
    void atAndPastTheEndNothingIsDelivered() throws IOException {
        file("f", bytes(100), 0644);
        file("empty", bytes(0), 0644);
        assertArrayEquals(bytes(0), read("f", 100, 10));
        assertArrayEquals(bytes(0), read("f", 5_000_000_000L, 10));
        assertArrayEquals(bytes(0), read("empty", 0, 10));
        assertEquals(10, read("f", 90, 1_000_000).length);
    }

    @Test
    void negativeRangesAreRefused() throws IOException {
        file("f", bytes(100), 0644);
        assertThrows(IllegalArgumentException.class, () -> read("f", -1, 1));
        assertThrows(IllegalArgumentException.class, () -> read("f", 0, -1));
    }

    @Test
    void readAllAcceptsTheLimitAndNothingMore() throws IOException {
        file("f", bytes(50_000), 0644);
        assertEquals(50_000, store.readAll(path("f"), 50_000).length);
        FileSystemException e = assertThrows(FileSystemException.class, () -> store.readAll(path("f"), 49_999));
        assertTrue(e.getMessage().contains("49999"), e.getMessage());
        assertEquals(50_000, store.readAll(path("f"), 60_000).length);
    }

    @Test
    void whatIsMissingIsNoSuchFileAndTheStoreStaysUsable() throws IOException {
        file("there", bytes(3), 0644);
        assertNoSuchFile(() -> store.stat(path("gone")));
        assertNoSuchFile(() -> store.stat(path("no/such/directory")));
        assertNoSuchFile(() -> store.readAll(path("gone"), 10));
        assertNoSuchFile(() -> read("gone", 0, 10));
        assertNoSuchFile(() -> read("gone", 0, 0));
        assertNoSuchFile(() -> list("gone"));
        assertEquals(3, store.readAll(path("there"), 3).length);
    }

    @Test
    void pathsThroughAFileAreAnErrorOfThatPath() throws IOException {
        file("f", bytes(3), 0644);
        assertThrows(FileSystemException.class, () -> store.stat(path("f/x")));
        assertThrows(FileSystemException.class, () -> read("f/x", 0, 1));
    }

    @Test
    void whatMayNotBeReadIsAccessDenied() throws IOException {
        assumeTrue(obeysPermissions(), "permissions do not bind root");
        file("secret", bytes(3), 0);
        outbox.directory(path("closed"), 0);
        assertThrows(AccessDeniedException.class, () -> read("secret", 0, 3));
        assertThrows(AccessDeniedException.class, () -> store.readAll(path("secret"), 3));
        assertThrows(AccessDeniedException.class, () -> list("closed"));
        assertEquals(3, store.stat(path("secret")).size());
        outbox.directory(path("closed"), 0755);
    }

    @Test
    void directoriesAreNotReadAndFilesAreNotListed() throws IOException {
        file("d/f", bytes(3), 0644);
        assertThrows(FileSystemException.class, () -> store.readAll(path("d"), 10_000));
        assertThrows(FileSystemException.class, () -> read("d", 0, 10));
        assertThrows(NotDirectoryException.class, () -> list("d/f"));
        assertEquals(3, store.readAll(path("d/f"), 3).length);
    }

    @Test
    void pathsThatLeaveTheOutboxOrThatNoServerTakesAreRefused() {
        for (String bad : List.of("../x", "a/../../x", "/etc/passwd", "nul\0", "x".repeat(5000))) {
            assertThrows(FileSystemException.class, () -> store.stat(path(bad)), bad);
            assertThrows(FileSystemException.class, () -> read(bad, 0, 1), bad);
            assertThrows(FileSystemException.class, () -> list(bad), bad);
        }
    }

    @Test
    void oddNamesAreDeliveredByteByByte() throws IOException {
        List<String> names = List.of(
                "two words", "new\nline", "100%", "%41", "Grüße", "日本語", "🚀", "-rf", "a\\b", "'q\"", " ", "~", "..x");
        for (String name : names) {
            file("odd/" + name, name.getBytes(StandardCharsets.UTF_8), 0644);
        }
        Set<FilePath> listed = list("odd").keySet();
        for (String name : names) {
            assertTrue(listed.contains(path(name)), "listed: " + name);
            assertArrayEquals(name.getBytes(StandardCharsets.UTF_8), store.readAll(path("odd/" + name), 100), name);
            assertEquals(DATE, store.stat(path("odd/" + name)).mtimeSeconds(), name);
        }
        assertEquals(names.size(), listed.size());
    }

    @Test
    void namesThatAreNotUtf8AreDeliveredByteByByte() throws IOException {
        assumeTrue(keepsBytes(), "this server garbles names that are not UTF-8");
        for (String escaped : List.of("latin1-%E9", "%FF%FE", "cut-%C3", "overlong-%C0%AF")) {
            FilePath path = FilePath.parse("raw/" + escaped);
            outbox.file(path, bytes(7), DATE, 0644);
            assertTrue(list("raw").containsKey(FilePath.parse(escaped)), escaped);
            assertArrayEquals(bytes(7), store.readAll(path, 7), escaped);
            assertEquals(7, store.stat(path).size(), escaped);
        }
    }

    @Test
    void linksAreReportedNotFollowed() throws IOException {
        file("target", bytes(5), 0644);
        outbox.directory(path("dir"), 0755);
        outbox.link(path("link"), "target");
        outbox.link(path("dangling"), "nowhere");
        outbox.link(path("dirlink"), "dir");
        for (String link : List.of("link", "dangling", "dirlink")) {
            assertEquals(RemoteStat.Type.SYMBOLIC_LINK, store.stat(path(link)).type(), link);
            assertEquals(RemoteStat.Type.SYMBOLIC_LINK, list("").get(path(link)).type(), link);
        }
        if (refusesLinks()) {
            assertThrows(FileSystemException.class, () -> read("link", 0, 5));
            assertThrows(FileSystemException.class, () -> store.readAll(path("link"), 5));
            assertThrows(NotDirectoryException.class, () -> list("dirlink"));
        }
    }

    @Test
    void listingTellsWhatStatTells() throws IOException {
        file("d/f", bytes(77), 0600);
        outbox.directory(path("d/sub"), 0711);
        Map<FilePath, RemoteStat> listed = list("d");
        assertEquals(Set.of(path("f"), path("sub")), listed.keySet());
        assertEquals(store.stat(path("d/f")), listed.get(path("f")));
        assertEquals(store.stat(path("d/sub")).type(), listed.get(path("sub")).type());
        assertEquals(0711, listed.get(path("sub")).mode());
    }

    @Test
    void anEmptyDirectoryHasNoEntries() throws IOException {
        outbox.directory(path("d"), 0755);
        assertEquals(Map.of(), list("d"));
        assertEquals(Set.of(path("d")), list("").keySet());
    }

    @Test
    void fiveThousandNamesAreListedOnce() throws IOException {
        Set<FilePath> expected = new TreeSet<>();
        for (int i = 0; i < 5_000; i++) {
            String name = "file with a name of some length, number " + i;
            file("many/" + name, bytes(0), 0644);
            expected.add(path(name));
        }
        List<FilePath> listed = new ArrayList<>();
        store.list(path("many"), entry -> listed.add(entry.name()));
        assertEquals(5_000, listed.size());
        assertEquals(expected, new HashSet<>(listed));
    }

    @Test
    void deepDirectoriesAreReached() throws IOException {
        String deep = "level/".repeat(100) + "f";
        file(deep, bytes(9), 0644);
        assertArrayEquals(bytes(9), store.readAll(path(deep), 9));
        assertEquals(Set.of(path("f")), list("level/".repeat(99) + "level").keySet());
    }

    @Test
    void aLargeFileArrivesUnchanged() throws Exception {
        byte[] content = bytes(20_000_000);
        file("large", content, 0644);
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        long count = store.read(path("large"), 0, content.length, digest::update);
        assertEquals(content.length, count);
        assertArrayEquals(MessageDigest.getInstance("SHA-256").digest(content), digest.digest());
    }

    @Test
    void sixteenThreadsShareTheStore() throws Exception {
        for (int i = 0; i < 16; i++) {
            file("t/" + i, bytes(300_000 + i), 0644);
        }
        List<Callable<Boolean>> work = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            int thread = i;
            work.add(() -> {
                for (int round = 0; round < 10; round++) {
                    int file = (thread + round) % 16;
                    assertArrayEquals(bytes(300_000 + file), read("t/" + file, 0, Long.MAX_VALUE));
                    assertEquals(300_000 + file, store.stat(path("t/" + file)).size());
                    assertEquals(16, list("t").size());
                    assertNoSuchFile(() -> store.stat(path("t/none")));
                }
                return true;
            });
        }
        ExecutorService threads = Executors.newFixedThreadPool(16);
        try {
            for (Future<Boolean> done : threads.invokeAll(work)) {
                assertTrue(done.get());
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void whatTheSinkThrowsComesOutUnchangedAndTheStoreStaysUsable() throws IOException {
        file("f", bytes(1_000_000), 0644);
        IOException full = new IOException("disk full");
        IOException thrown = assertThrows(
                IOException.class,
                () -> store.read(path("f"), 0, 1_000_000, (b, o, l) -> {
                    throw full;
                }));
        assertSame(full, thrown);
        IllegalStateException bug = new IllegalStateException("bug");
        assertSame(
                bug,
                assertThrows(
                        IllegalStateException.class,
                        () -> store.list(path(""), entry -> {
                            throw bug;
                        })));
        assertEquals(1_000_000, read("f", 0, 1_000_000).length);
    }

    @Test
    void closeFailsAReadInProgress() throws Exception {
        file("f", bytes(20_000_000), 0644);
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            Future<Long> read = thread.submit(() -> store.read(path("f"), 0, 20_000_000, (b, o, l) -> {
                reading.countDown();
                await(closed);
            }));
            await(reading);
            store.close();
            closed.countDown();
            Exception e = assertThrows(ExecutionException.class, () -> read.get(30, TimeUnit.SECONDS));
            assertInstanceOf(RemoteException.class, e.getCause());
        } finally {
            thread.shutdownNow();
        }
    }

    @Test
    void afterCloseEverythingFailsAndClosingAgainDoesNothing() throws IOException {
        file("f", bytes(3), 0644);
        store.close();
        store.close();
        for (ThrowingRunnable call : List.<ThrowingRunnable>of(
                () -> store.stat(path("f")),
                () -> store.readAll(path("f"), 3),
                () -> read("f", 0, 3),
                () -> list(""))) {
            RemoteException e = assertThrows(RemoteException.class, call::run);
            assertEquals("production", e.server());
        }
        assertEquals("production", store.server());
    }

    @Test
    void anInterruptEndsACallAndTheStoreStaysUsable() throws Exception {
        file("f", bytes(2_000_000), 0644);
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            Future<Boolean> stillInterrupted = thread.submit(() -> {
                Thread.currentThread().interrupt();
                assertThrows(InterruptedIOException.class, () -> read("f", 0, 2_000_000));
                return Thread.interrupted();
            });
            assertTrue(stillInterrupted.get(30, TimeUnit.SECONDS), "the thread stays interrupted");
        } finally {
            thread.shutdownNow();
        }
        assertEquals(2_000_000, read("f", 0, 2_000_000).length);
    }

    @Test
    void aSecondStoreOnTheSameOutboxIsIndependent() throws IOException {
        file("f", bytes(3), 0644);
        try (RemoteStore second = open()) {
            store.close();
            assertEquals(3, second.stat(path("f")).size());
        }
        assertFalse(Thread.currentThread().isInterrupted());
    }

    interface ThrowingRunnable {
        void run() throws IOException;
    }

    private void assertNoSuchFile(ThrowingRunnable call) {
        NoSuchFileException e = assertThrows(NoSuchFileException.class, call::run);
        assertFalse(e.getFile().isEmpty());
    }

    private void file(String path, byte[] content, int mode) throws IOException {
        outbox.file(path(path), content, DATE, mode);
    }

    private byte[] read(String path, long offset, long length) throws IOException {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        long count = store.read(path(path), offset, length, content::write);
        assertEquals(content.size(), count);
        return content.toByteArray();
    }

    private Map<FilePath, RemoteStat> list(String directory) throws IOException {
        Map<FilePath, RemoteStat> entries = new HashMap<>();
        store.list(path(directory), entry -> entries.put(entry.name(), entry.stat()));
        return entries;
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(30, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    static FilePath path(String text) {
        return FilePath.of(text);
    }

    /** The same for the same size. */
    static byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }
}
