package dev.pullover.publishlist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.PulloverException;
import dev.pullover.common.path.FilePath;
import dev.pullover.publishlist.TreeWalk.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Publishing what watches tell, without looking at everything. */
class PublishChangesTest {
    @TempDir
    Path directory;

    private final Map<String, Place> places = new HashMap<>();
    private Bench bench;
    private Publisher publisher;

    @BeforeEach
    void publishSome() throws Exception {
        bench = new Bench(directory);
        bench.sources = List.of("**/*.csv");
        bench.write("a.csv", "1");
        bench.write("d/b.csv", "2");
        publisher = bench.open();
        publisher.publishOnce(() -> false, this::enter);
    }

    @AfterEach
    void close() {
        publisher.close();
    }

    @Test
    void onlyTheNamesToldAreLookedAt() throws Exception {
        bench.write("c.csv", "3");
        bench.write("d/unheard.csv", "4");
        bench.write("no.txt", "5");
        PublishReport report =
                changes("", "c.csv", "no.txt", "a.csv", "gone.csv").orElseThrow();
        assertEquals(1, report.published());
        assertEquals(1, report.unchanged());
        assertEquals(0, report.failed());
        assertEquals(List.of("a.csv", "c.csv", "d/b.csv"), bench.outboxFiles());
    }

    @Test
    void whatWasPublishedSoIsKnownToTheNextLookAndTheNextSweep() throws Exception {
        bench.write("c.csv", "3");
        changes("", "c.csv");
        assertEquals(1, changes("", "c.csv").orElseThrow().unchanged());
        bench.write("c.csv", "33");
        assertEquals(1, changes("", "c.csv").orElseThrow().published());
        PublishReport sweep = publisher.publishOnce();
        assertEquals(0, sweep.published());
        assertEquals(3, sweep.unchanged());
        assertEquals(4, sweep.seq());
        assertEquals(List.of(), verify());
    }

    @Test
    void aNewDirectoryIsWalkedAndTold() throws Exception {
        bench.write("n/e/x.csv", "x");
        bench.write("n/y.csv", "y");
        assertEquals(2, changes("", "n").orElseThrow().published());
        assertTrue(places.containsKey("n/e"));
        bench.write("n/e/z.csv", "z");
        assertEquals(1, changes("n/e", "z.csv").orElseThrow().published());
        assertEquals(5, publisher.publishOnce().unchanged());
    }

    @Test
    void whatIsGoneIsLeftToSweeps() throws Exception {
        Files.delete(bench.base.resolve("a.csv"));
        assertEquals(0, changes("", "a.csv").orElseThrow().deleted());
    }

    @Test
    void afterAKillTheCatalogTellsWhatTheIndexLacks() throws Exception {
        bench.write("c.csv", "3");
        changes("", "c.csv");
        publisher.close();
        publisher = bench.open();
        assertTrue(changes("", "a.csv").isEmpty(), "not before a whole pass");
        PublishReport sweep = publisher.publishOnce();
        assertEquals(0, sweep.published());
        assertEquals(3, sweep.unchanged());
    }

    @Test
    void afterAFailureAWholePassComesFirst() throws Exception {
        bench.write("c.csv", "3");
        publisher.close();
        ScriptedFailure failing = new ScriptedFailure();
        bench.files = failing;
        publisher = bench.open();
        publisher.publishOnce();
        failing.fails = true;
        bench.write("d.csv", "4");
        try {
            changes("", "d.csv");
        } catch (PulloverException e) {
            assertTrue(e.getMessage().contains("disk is full"), e.getMessage());
        }
        failing.fails = false;
        assertTrue(changes("", "d.csv").isEmpty());
        assertEquals(0, publisher.publishOnce().failed());
        assertEquals(1, changes("", "d.csv").orElseThrow().unchanged());
        assertEquals(List.of(), verify());
    }

    private static final class ScriptedFailure extends ForwardingFileOps {
        private boolean fails;

        ScriptedFailure() {
            super(new LocalFileOps());
        }

        @Override
        public void append(Path file, long length, byte[] content) throws IOException {
            if (fails && file.toString().endsWith(".log")) {
                throw new IOException("the disk is full");
            }
            super.append(file, length, content);
        }
    }

    private Optional<PublishReport> changes(String place, String... names) throws InterruptedException {
        Set<FilePath> changed = new LinkedHashSet<>();
        for (String name : names) {
            changed.add(FilePath.of(name));
        }
        return publisher.publishChanges(Map.of(places.get(place), changed), () -> false, this::enter);
    }

    private List<String> verify() throws InterruptedException {
        List<String> differences = new ArrayList<>();
        publisher.verify(difference -> differences.add(difference.text()));
        return differences;
    }

    private void enter(Place place) {
        places.put(place.path().toString(), place);
    }
}
