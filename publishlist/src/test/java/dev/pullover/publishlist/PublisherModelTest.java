package dev.pullover.publishlist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.catalog.CatalogLine;
import dev.pullover.common.catalog.CatalogLine.Op;
import dev.pullover.common.catalog.Sha256;
import dev.pullover.common.path.FilePath;
import dev.pullover.publishlist.CrashingFileOps.Killed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random lives of a publisher, compared with what they should come to. */
class PublisherModelTest {
    private static final int LIVES = 15;
    private static final int STEPS = 40;
    private static final List<String> NAMES =
            List.of("a", "a.b", "a b", "d/x", "d/y", "d/e/x", "d-", "ü/%", "z/z/z/z/z", "-");
    /** Files where others have directories: possible only where deletions are published. */
    private static final List<String> CONFLICTING = List.of("d", "d/e", "z/z", "a/b");

    @TempDir
    Path directory;

    private final Map<String, Source> sources = new TreeMap<>();
    private final Map<String, Source> expected = new TreeMap<>();
    private final Map<String, Set<Sha256>> ever = new HashMap<>();
    private Random random = new Random(0);
    private Bench bench;
    private long lines;
    private boolean isExact;

    private record Source(String content, int mode, long mtimeNs) {}

    @Test
    void randomLivesEndAsTheModelSays() throws Exception {
        long seed = new Random().nextLong();
        System.out.println("PublisherModelTest seed " + seed);
        for (int life = 0; life < LIVES; life++) {
            random = new Random(seed + life);
            live("seed " + seed + ", life " + life);
        }
    }

    private void live(String life) throws Exception {
        FileUtils.deleteDirectory(directory.resolve("bench").toFile());
        bench = new Bench(directory.resolve("bench"));
        bench.clock = Clock.systemUTC();
        bench.deletions = random.nextBoolean();
        bench.segmentBytes = random.nextBoolean() ? 1 : 600;
        bench.snapshotEvery = random.nextInt(4);
        // So that the test can read all lines ever written.
        bench.keepSegments = 10 * STEPS;
        sources.clear();
        expected.clear();
        ever.clear();
        lines = 0;
        isExact = true;
        for (int step = 0; step < STEPS; step++) {
            String when = life + ", step " + step;
            switch (random.nextInt(12)) {
                case 0, 1, 2, 3 -> write();
                case 4 -> touch();
                case 5 -> delete();
                case 6 -> crash(when);
                case 7 -> loseIndex();
                default -> publish(when);
            }
        }
        publish(life + ", end");
    }

    private void write() throws IOException {
        String name = name();
        Source old = sources.get(name);
        Path file = bench.base.resolve(name);
        clearPlace(name);
        // Some changes keep size and date: only ctime or inode tell.
        String content = "content " + random.nextInt(10);
        bench.write(name, content);
        if (old != null && random.nextBoolean()) {
            Files.setLastModifiedTime(file, FileTime.from(old.mtimeNs(), TimeUnit.NANOSECONDS));
        }
        remember(name, content);
    }

    private void touch() throws IOException {
        String name = name();
        Source source = sources.get(name);
        if (source == null) {
            return;
        }
        Path file = bench.base.resolve(name);
        if (random.nextBoolean()) {
            Files.setAttribute(file, "unix:mode", 0400 | random.nextInt(0400));
        } else {
            Files.setLastModifiedTime(file, FileTime.from(random.nextInt(), TimeUnit.MICROSECONDS));
        }
        remember(name, source.content());
    }

    private void delete() throws IOException {
        String name = name();
        if (sources.remove(name) != null) {
            Files.delete(bench.base.resolve(name));
        }
    }

    private void loseIndex() throws IOException {
        // Where there is no catalog either, an index would be a sign of a lost file system.
        Files.deleteIfExists(bench.state.resolve("publishlist.index"));
    }

    private void crash(String when) throws Exception {
        boolean isPowerCut = random.nextBoolean();
        PowerCutFileOps power = new PowerCutFileOps(random);
        bench.files =
                new CrashingFileOps(isPowerCut ? power : new LocalFileOps(), random.nextInt(60), random.nextBoolean());
        try {
            bench.publish();
        } catch (Killed e) {
            if (isPowerCut) {
                power.cut();
            }
        }
        bench.files = new LocalFileOps();
        isExact = false;
        assertTrue(!Files.exists(bench.outbox.resolve(".pullover/catalog/HEAD")) || bench.lines() != null, when);
    }

    private void publish(String when) throws Exception {
        PublishReport report = bench.publish();
        assertEquals(0, report.failed(), when);
        long differences = updateExpected();
        if (isExact) {
            assertEquals(differences, report.seq() - lines, when + ": " + report);
        } else {
            adoptWhatTheKilledOnePublished();
        }
        isExact = true;
        lines = report.seq();
        checkLines(when);
        assertEquals(expected, offered(), when);
        assertEquals(List.of(), bench.verify(), when);
    }

    /** What should be offered now; returns how many lines that takes. */
    private long updateExpected() {
        long differences = 0;
        if (bench.deletions && !sources.isEmpty()) {
            Set<String> gone = new HashSet<>(expected.keySet());
            gone.removeAll(sources.keySet());
            expected.keySet().removeAll(gone);
            differences += gone.size();
        }
        for (Map.Entry<String, Source> source : sources.entrySet()) {
            Source before = expected.put(source.getKey(), source.getValue());
            differences += source.getValue().equals(before) ? 0 : 1;
        }
        return differences;
    }

    /** Of files whose source is gone since, the last state may have been published before the end, or not. */
    private void adoptWhatTheKilledOnePublished() throws IOException {
        expected.keySet().retainAll(sources.keySet());
        offered().forEach(expected::putIfAbsent);
        assertTrue(!bench.deletions || sources.isEmpty() || expected.keySet().equals(sources.keySet()));
    }

    private void checkLines(String when) throws IOException {
        long seq = 0;
        for (CatalogLine line : bench.lines()) {
            assertEquals(++seq, line.seq(), when);
            Set<Sha256> contents = ever.get(text(line.path()));
            boolean isKnown = contents != null && (line.op() == Op.DEL || contents.contains(line.hash()));
            assertTrue(isKnown, when + ": invented " + line);
        }
        assertEquals(lines, seq, when);
    }

    private Map<String, Source> offered() throws IOException {
        Map<String, Source> offered = new TreeMap<>();
        for (CatalogLine line : bench.offered().values()) {
            String content = Files.readString(bench.outbox.resolve(text(line.path())));
            assertEquals(line.hash(), hash(content));
            offered.put(text(line.path()), new Source(content, line.mode(), line.mtimeNs()));
        }
        return offered;
    }

    private String name() {
        List<String> names = bench.deletions && random.nextInt(4) == 0 ? CONFLICTING : NAMES;
        return names.get(random.nextInt(names.size()));
    }

    /** Makes room for a file: nothing below it, no file above it. */
    private void clearPlace(String name) throws IOException {
        FileUtils.deleteQuietly(
                Files.isDirectory(bench.base.resolve(name))
                        ? bench.base.resolve(name).toFile()
                        : null);
        sources.keySet().removeIf(other -> other.startsWith(name + "/"));
        for (int slash = name.indexOf('/'); slash >= 0; slash = name.indexOf('/', slash + 1)) {
            String above = name.substring(0, slash);
            if (sources.remove(above) != null) {
                Files.delete(bench.base.resolve(above));
            }
        }
    }

    private void remember(String name, String content) throws IOException {
        FileStat stat = FileStat.of(bench.base.resolve(name));
        sources.put(name, new Source(content, stat.permissions(), stat.mtimeNs()));
        ever.computeIfAbsent(name, key -> new HashSet<>()).add(hash(content));
    }

    private static Sha256 hash(String content) {
        return Sha256.hash(content.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(FilePath path) {
        return path.text().orElseThrow();
    }
}
