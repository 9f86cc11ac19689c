package dev.pullover.copylist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.ExitCode;
import dev.pullover.common.catalog.CatalogLine;
import dev.pullover.common.catalog.Sha256;
import dev.pullover.common.message.FaultKind;
import dev.pullover.common.metrics.Counter;
import dev.pullover.common.module.Agent;
import dev.pullover.common.path.FilePath;
import dev.pullover.common.remote.RemoteException;
import dev.pullover.common.remote.RemoteSink;
import dev.pullover.common.remote.RemoteStore;
import dev.pullover.testkit.Await;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Servers that lie, and connections that break at any moment. */
class HostileServerTest extends SiteTest {
    private static final int FILES = 6;
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    @Test
    void aConnectionThatBreaksAtAnyRequestCostsNothingButTime() throws Exception {
        for (int at = 1; at <= 2 * FILES; at++) {
            AtomicInteger left = new AtomicInteger(at);
            try (Site broken = new Site(root.resolve("at-" + at))) {
                for (String server : List.of(Site.PRODUCTION, Site.BACKUP)) {
                    broken.decorate(server, store -> new Breaking(store, left));
                }
                for (int i = 0; i < FILES; i++) {
                    broken.publish("f" + i, "content of " + i);
                }
                broken.pass();
                broken.assertNothingHalf();
                broken.advance(Duration.ofMinutes(30));
                assertEquals(ExitCode.OK, broken.pass(), "broken at request " + at);
                broken.assertReplicated();
                assertEquals(0, broken.count(Counter.FILES_COPIED_TWICE));
                assertEquals(List.of(), broken.temporaries());
            }
        }
    }

    @Test
    void namesThatLeadElsewhereAreRejectedAndTheRestArrives() throws Exception {
        for (String name : List.of("../out", "/etc/out", "a/../../out", ".pullover/tmp/out", "a//b", "./x", "a/.")) {
            byte[] content = name.getBytes(StandardCharsets.UTF_8);
            site.apply(CatalogLine.put(
                    site.nextSeq(), content.length, 1, 0644, Sha256.hash(content), 1, FilePath.of(name)));
        }
        site.publish("good", "arrives");

        assertEquals(ExitCode.SOME_FILES, site.pass());

        assertEquals("arrives", site.content("good"));
        assertEquals(7, site.count(Counter.FILES_REJECTED));
        assertFalse(Files.exists(root.resolve("out")));
        assertEquals(1, site.filesRecorded());
    }

    @Test
    void aFileThatNeverEndsTakesNoMoreThanItsSize() throws Exception {
        site.decorate(Site.PRODUCTION, Endless::new);
        site.decorate(Site.BACKUP, Endless::new);
        site.publish("endless", "short");

        assertEquals(ExitCode.SOME_FILES, site.pass());

        assertFalse(site.has("endless"));
        try (Stream<Path> all = Files.walk(site.replica)) {
            assertTrue(all.filter(Files::isRegularFile)
                    .allMatch(file -> file.toFile().length() < 1_000_000));
        }
    }

    @Test
    void sizesThatLieAreNoFiles() throws Exception {
        site.publish("shorter", "as published");
        site.production.putFile(FilePath.of("shorter"), "as".getBytes(StandardCharsets.UTF_8), 0);
        site.backup.putFile(FilePath.of("shorter"), "as".getBytes(StandardCharsets.UTF_8), 0);
        site.publish("other", "as published");
        site.production.putFile(FilePath.of("other"), "AS PUBLISHED".getBytes(StandardCharsets.UTF_8), 0);

        assertEquals(ExitCode.SOME_FILES, site.pass());

        assertFalse(site.has("shorter"));
        assertEquals("as published", site.content("other"), "the other server has the right one");
        assertEquals(1, site.count(Counter.BAD_HASHES, Site.PRODUCTION));
        try (Stream<Path> bad = Files.list(site.replica.resolve(".pullover/bad"))) {
            List<Path> kept = bad.toList();
            assertEquals(1, kept.size());
            assertEquals("AS PUBLISHED", Files.readString(kept.get(0)));
            assertTrue(kept.get(0).toString().endsWith("-production"), kept.toString());
        }
    }

    @Test
    void keepsOnlyTheLastBadFiles() throws Exception {
        for (int i = 0; i < 30; i++) {
            site.publish("f" + i, "right" + i);
            site.production.putFile(FilePath.of("f" + i), ("WRONG" + i).getBytes(StandardCharsets.UTF_8), 0);
        }
        assertEquals(ExitCode.OK, site.pass());
        try (Stream<Path> bad = Files.list(site.replica.resolve(".pullover/bad"))) {
            assertEquals(20, bad.count());
        }
        site.assertReplicated();
    }

    @Test
    void oneThatDripsDoesNotKeepTheOthers() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        site.decorate(Site.PRODUCTION, store -> new Dripping(store, gate));
        site.publish("drips", "slowly".repeat(300_000));
        for (int i = 0; i < FILES; i++) {
            site.publish("f" + i, "content of " + i);
        }
        try (Agent agent = site.open()) {
            Await.until(TIMEOUT, "all others are recorded", () -> Site.step(agent) && site.filesRecorded() == FILES);
            assertFalse(site.has("drips"));
            gate.countDown();
            Await.until(TIMEOUT, "it arrives at last", () -> Site.step(agent) && site.filesRecorded() == FILES + 1);
        }
        site.assertReplicated();
    }

    /** The connection is lost at one request, counted over all connections. */
    private static final class Breaking extends Forwarding {
        private final AtomicInteger left;
        private boolean broken;

        Breaking(RemoteStore store, AtomicInteger left) {
            super(store);
            this.left = left;
        }

        @Override
        public long read(FilePath path, long offset, long length, RemoteSink sink) throws IOException {
            if (left.decrementAndGet() == 0) {
                lose();
            }
            return super.read(path, offset, length, (buffer, from, count) -> {
                int half = count / 2;
                sink.accept(buffer, from, half);
                if (left.decrementAndGet() == 0) {
                    lose();
                }
                sink.accept(buffer, from + half, count - half);
            });
        }

        private synchronized void lose() throws IOException {
            broken = true;
            throw new RemoteException(server(), FaultKind.RESET, server() + ": connection lost", null);
        }

        @Override
        synchronized void beforeRead(FilePath path) throws IOException {
            if (broken) {
                throw new RemoteException(server(), FaultKind.RESET, server() + ": connection lost", null);
            }
        }
    }

    /** Goes on sending past what was asked for. */
    private static final class Endless extends Forwarding {
        Endless(RemoteStore store) {
            super(store);
        }

        @Override
        public long read(FilePath path, long offset, long length, RemoteSink sink) throws IOException {
            byte[] more = new byte[1000];
            long sent = 0;
            while (sent < 100_000_000L) {
                sink.accept(more, 0, more.length);
                sent += more.length;
            }
            return sent;
        }
    }

    /** Stops in the middle of one file until the gate opens. */
    private static final class Dripping extends Forwarding {
        private final CountDownLatch gate;

        Dripping(RemoteStore store, CountDownLatch gate) {
            super(store);
            this.gate = gate;
        }

        @Override
        void beforeRead(FilePath path) throws IOException {
            if (path.toString().equals("drips")) {
                try {
                    gate.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }
}
