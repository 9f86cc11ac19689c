package dev.pullover.copylist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.pullover.common.ExitCode;
import dev.pullover.common.catalog.Sha256;
import dev.pullover.common.ledger.KeptFile;
import dev.pullover.common.module.Agent;
import dev.pullover.common.path.FilePath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Older versions of files. */
class VersionsTest {
    @TempDir
    private Path root;

    private Site site;

    @BeforeEach
    void makeSite() {
        site = new Site(root).copy("keep-versions = 2");
    }

    @AfterEach
    void closeSite() {
        site.close();
    }

    @Test
    void keepsTheLastOnes() throws Exception {
        for (int version = 1; version <= 5; version++) {
            site.publish("dir/f", "version " + version);
            assertEquals(ExitCode.OK, site.pass());
        }

        site.assertReplicated();
        assertEquals(List.of("version 4", "version 3"), contents("dir/f"));
        assertEquals(2, filesBelow(site.replica.resolve(".pullover/versions")));
    }

    @Test
    void keepsNoneUnlessToldOtherwise() throws Exception {
        try (Site other = new Site(root.resolve("other"))) {
            other.publish("f", "1");
            other.pass();
            other.publish("f", "2");
            other.pass();
            assertFalse(other.has(".pullover/versions"));
        }
    }

    @Test
    void keepsNothingThatWasNotPublished() throws Exception {
        site.publish("f", "published");
        site.pass();
        Files.writeString(site.replica.resolve("f"), "changed here by someone");
        site.publish("f", "published anew");
        site.pass();

        assertEquals(List.of(), contents("f"));
        site.assertReplicated();
    }

    @Test
    void aNewDateIsNoNewVersion() throws Exception {
        byte[] content = "same".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        site.publish("f", content, 0644, 1_000_000_000L);
        site.pass();
        site.publish("f", content, 0600, 2_000_000_000L);
        site.pass();

        assertEquals(List.of(), contents("f"));
    }

    @Test
    void losesNoVersionInACrashAtAnyStep() throws Exception {
        for (int step = 1; step <= 20; step++) {
            String name = "dir/f" + step;
            site.publish(name, "old " + step);
            site.pass();
            site.publish(name, "new " + step);
            crashAt(step);

            site.pass();

            site.assertReplicated();
            assertEquals(List.of("old " + step), contents(name), "crash at step " + step);
        }
        assertEquals(List.of(), site.temporaries());
    }

    /** Each crash comes before what was installed is recorded; then there is nothing to install under that name. */
    @Test
    void whatIsKeptIsAsRecordedAfterACrashAndADeletion() throws Exception {
        site.copy("deletions = \"quarantine\"");
        for (int version = 1; version <= 3; version++) {
            site.publish("f", "version " + version);
            site.pass();
        }
        site.publish("f", "version 4");
        crashBefore(Steps.Step.RECORD);
        site.delete("f");
        assertEquals(ExitCode.OK, site.pass());

        assertEquals(List.of("version 3", "version 2", "version 4"), sortedByHistory("f"));
        assertAllKeptAsRecorded("f");
        assertEquals(2, filesBelow(site.replica.resolve(".pullover/versions")));
    }

    @Test
    void versionsThatAreTooManyGoAtTheNextStart() throws Exception {
        for (int version = 1; version <= 4; version++) {
            site.publish("f", "version " + version);
            site.publish("g", "version " + version);
            site.pass();
        }
        KeptFile oldest = site.replicaDb(view -> view.kept(FilePath.of("f"))).get(1);
        // As after a crash between deleting the file and its row, with a smaller number besides.
        Files.delete(site.replica.resolve(oldest.place().toString()));
        site.copyInstead("keep-versions = 1");
        site.pass();
        assertEquals(List.of("version 3"), contents("f"));
        assertEquals(List.of("version 3"), contents("g"));
        assertEquals(2, filesBelow(site.replica.resolve(".pullover/versions")));
    }

    private List<String> sortedByHistory(String path) throws IOException {
        List<KeptFile> kept = new ArrayList<>(site.replicaDb(view -> view.kept(FilePath.of(path))));
        kept.sort(
                java.util.Comparator.comparing((KeptFile file) -> file.reason().word())
                        .reversed());
        List<String> all = new ArrayList<>();
        for (KeptFile file : kept) {
            all.add(site.content(file.place().toString()));
        }
        return all;
    }

    private void assertAllKeptAsRecorded(String path) throws IOException {
        for (KeptFile kept : site.replicaDb(view -> view.kept(FilePath.of(path)))) {
            byte[] content =
                    Files.readAllBytes(site.replica.resolve(kept.place().toString()));
            assertEquals(kept.entry().hash(), Sha256.hash(content), kept.toString());
        }
    }

    private void crashBefore(Steps.Step last) throws InterruptedException {
        try (Agent agent = site.open(step -> {
            if (step == last) {
                throw new IllegalStateException("crash");
            }
        })) {
            agent.pass();
        } catch (IllegalStateException e) {
            assertEquals("crash", e.getMessage());
        }
    }

    private List<String> contents(String path) throws IOException {
        List<String> all = new ArrayList<>();
        for (KeptFile kept : site.replicaDb(view -> view.kept(FilePath.of(path)))) {
            all.add(site.content(kept.place().toString()));
        }
        return all;
    }

    private static long filesBelow(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(Files::isRegularFile).count();
        }
    }

    private void crashAt(int step) throws InterruptedException {
        java.util.concurrent.atomic.AtomicInteger left = new java.util.concurrent.atomic.AtomicInteger(step);
        try (Agent agent = site.open(ignored -> {
            if (left.decrementAndGet() == 0) {
                throw new IllegalStateException("crash");
            }
        })) {
            agent.pass();
        } catch (IllegalStateException e) {
            assertEquals("crash", e.getMessage());
        }
    }
}
