package dev.pullover.copylist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.ExitCode;
import dev.pullover.common.catalog.CatalogLayout;
import dev.pullover.common.catalog.CatalogLine;
import dev.pullover.common.catalog.Sha256;
import dev.pullover.common.ledger.ReplicaEntry;
import dev.pullover.common.metrics.Counter;
import dev.pullover.common.path.FilePath;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that scanning found: their size and date are known, their hash is learnt on arrival. */
class UnknownHashTest {
    private static final long DATE = 1_700_000_000;
    private static final FilePath PATH = FilePath.of("d/a");

    @TempDir
    private Path root;

    private Site site;

    @BeforeEach
    void makeSite() {
        site = new Site(root);
        site.production.remove(CatalogLayout.CATALOG);
        site.backup.remove(CatalogLayout.CATALOG);
    }

    @AfterEach
    void closeSite() {
        site.close();
    }

    @Test
    void isPulledOnceAndItsHashIsLearnt() throws Exception {
        onServers("one", DATE);
        found(3, DATE);
        assertEquals(ExitCode.OK, site.pass());
        assertEquals("one", site.content("d/a"));
        assertEquals(hash("one"), row().hash());
        assertEquals(
                DATE, Files.getLastModifiedTime(site.replica.resolve("d/a")).to(TimeUnit.SECONDS));
        found(3, DATE);
        assertEquals(ExitCode.OK, site.pass());
        assertEquals(1, site.count(Counter.FILES_COPIED, Site.PRODUCTION));
    }

    @Test
    void anotherDateAloneIsReadOnceComparedAndThenRemembered() throws Exception {
        onServers("one", DATE);
        found(3, DATE);
        site.pass();
        long arrived = row().arrivedNs();
        onServers("one", DATE + 60);
        found(3, DATE + 60);
        assertEquals(ExitCode.OK, site.pass());
        assertEquals(1, site.count(Counter.FILES_COPIED, Site.PRODUCTION));
        assertEquals(1, site.count(Counter.FILES_ALREADY_HERE));
        assertEquals((DATE + 60) * 1_000_000_000, row().mtimeNs());
        assertEquals(arrived, row().arrivedNs());
        assertEquals(List.of(), site.temporaries());
        found(3, DATE + 60);
        site.decorate(Site.PRODUCTION, store -> {
            throw new AssertionError("read again");
        });
        assertEquals(ExitCode.OK, site.pass());
    }

    @Test
    void newContentOfTheSameSizeReplacesTheOld() throws Exception {
        onServers("one", DATE);
        found(3, DATE);
        site.pass();
        onServers("two", DATE + 60);
        found(3, DATE + 60);
        assertEquals(ExitCode.OK, site.pass());
        assertEquals("two", site.content("d/a"));
        assertEquals(hash("two"), row().hash());
    }

    @Test
    void whatIsInPlaceWithSizeAndDateIsNotPulled() throws Exception {
        onServers("one", DATE);
        Files.createDirectories(site.replica.resolve("d"));
        Files.writeString(site.replica.resolve("d/a"), "one");
        Files.setLastModifiedTime(site.replica.resolve("d/a"), FileTime.from(DATE, TimeUnit.SECONDS));
        found(3, DATE);
        assertEquals(ExitCode.OK, site.pass());
        assertEquals(0, site.count(Counter.FILES_COPIED, Site.PRODUCTION));
        assertEquals(hash("one"), row().hash());
    }

    @Test
    void whatChangedSinceItWasFoundIsNotTaken() throws Exception {
        onServers("one", DATE + 1);
        found(3, DATE);
        assertEquals(ExitCode.SOME_FILES, site.pass());
        assertEquals(0, site.filesRecorded());
        assertEquals(List.of(), site.temporaries());
        found(3, DATE + 1);
        assertEquals(ExitCode.OK, site.pass());
        assertEquals("one", site.content("d/a"));
    }

    @Test
    void whatIsLongerThanItWasIsNotTaken() throws Exception {
        onServers("longer", DATE);
        found(3, DATE);
        assertEquals(ExitCode.SOME_FILES, site.pass());
        assertEquals(0, site.filesRecorded());
    }

    @Test
    void whatIsGoneIsParkedWithoutBlamingTheServer() throws Exception {
        onServers("one", DATE);
        site.production.remove(PATH);
        site.backup.remove(PATH);
        found(3, DATE);
        assertEquals(ExitCode.SOME_FILES, site.pass());
        assertEquals(1, site.filesParked());
        assertEquals(List.of(), site.faults());
        site.advance(Duration.ofHours(1));
        assertTrue(site.counters.get(Counter.FILES_VANISHED, Site.PRODUCTION) > 0);
    }

    private void onServers(String content, long date) {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        site.production.putFile(PATH, bytes, date);
        site.backup.putFile(PATH, bytes, date);
    }

    private void found(long size, long date) {
        site.apply(CatalogLine.put(
                site.nextSeq(), size, date * 1_000_000_000, Site.MODE, Sha256.ZERO, site.nowNs(), PATH));
    }

    private ReplicaEntry row() {
        return site.replicaDb(view -> view.find(PATH)).orElseThrow();
    }

    private static Sha256 hash(String content) {
        return Sha256.hash(content.getBytes(StandardCharsets.UTF_8));
    }
}
