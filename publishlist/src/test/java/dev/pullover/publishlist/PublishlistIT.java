package dev.pullover.publishlist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pullover.common.catalog.CatalogLine;
import dev.pullover.testkit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.Test;

/** The publisher as a process of its own. */
class PublishlistIT extends PublisherProcessTest {
    /** Of the JVM itself, or of Pullover. Anything else that is loaded must not be native, nor bring something native. */
    private static final Pattern FORBIDDEN = Pattern.compile(
            "net\\.openhft\\.|org\\.sqlite\\.|com\\.kenai\\.|jnr\\.ffi\\.|net\\.schmizz\\.|org\\.apache\\.sshd\\.");

    private static final Path REAL_TREE = Path.of("/usr/share/doc");

    @Test
    void onceSaysWhatItDidAndVerifyAgreesAndNeitherLoadsAnythingNative() throws Exception {
        bench.write("a.csv", "x");
        bench.write("d/b.csv", "y");
        Result once = run("once");
        assertEquals("", once.err());
        assertEquals(
                "publishlist: 2 published, 0 unchanged, 0 failed; epoch "
                        + bench.head().epoch() + ", seq 2\n",
                once.out());
        assertEquals(0, once.exitCode());
        assertNothingNativeWasLoaded("once");

        Result verify = run("verify");
        assertEquals(0, verify.exitCode());
        assertTrue(verify.out().startsWith("publishlist: 2 files verified, 0 differences"), verify.out());
        assertNothingNativeWasLoaded("verify");

        Files.delete(bench.outbox.resolve("a.csv"));
        Result damaged = run("verify", "--json");
        assertEquals(6, damaged.exitCode());
        assertTrue(damaged.out().contains("\"is missing\""), damaged.out());
        assertTrue(damaged.out().contains("\"differences\":1"), damaged.out());
    }

    @Test
    void failuresAreNamedAndTheExitCodeIsFour() throws Exception {
        bench.write("a.csv", "x");
        configure("", "\"**/*.csv\", \"gone.txt\"");
        Result once = run("once");
        assertEquals(4, once.exitCode());
        assertTrue(once.err().contains(bench.base.resolve("gone.txt") + ": no such file or directory"), once.err());
        assertTrue(once.out().startsWith("publishlist: 1 published, 0 unchanged, 1 failed;"), once.out());
        assertTrue(Files.readString(bench.state.resolve("publishlist.log")).contains("gone.txt"));
    }

    @Test
    void aUsageErrorHasExitCodeTwo() throws Exception {
        configure("", "\"/elsewhere/*.csv\"");
        assertEquals(2, run("once").exitCode());
        assertEquals(2, run("publish").exitCode());
    }

    @Test
    void runPublishesUntilTermReloadsOnHupAndKeepsOthersOut() throws Exception {
        bench.write("a.csv", "x");
        Process run = start("run");
        awaitPublished("a.csv");
        assertEquals(5, run("once").exitCode());
        bench.write("b.csv", "x");
        awaitPublished("b.csv");

        bench.write("c.txt", "x");
        configure("", "\"**/*.csv\", \"**/*.txt\"");
        signal(run, "HUP");
        awaitPublished("c.txt");
        assertNoForeignLibraryIsMapped(run);
        assertNothingNativeWasLoaded("run");

        signal(run, "TERM");
        assertTrue(run.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS), "does not stop");
        assertEquals(0, run.exitValue());
        assertEquals(0, run("verify").exitCode());
    }

    @Test
    void aWrongConfigurationOnHupIsReportedAndTheOldOneStays() throws Exception {
        Process run = start("run");
        awaitPublished(".pullover/catalog/HEAD");
        Files.writeString(directory.resolve("pullover.toml"), "nonsense");
        signal(run, "HUP");
        Path log = bench.state.resolve("publishlist.log");
        Await.until(TIMEOUT, "the error is logged", () -> contains(log, "the old one stays"));
        bench.write("a.csv", "x");
        awaitPublished("a.csv");
        signal(run, "TERM");
        assertTrue(run.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS), "does not stop");
    }

    @Test
    void killedAtRandomMomentsNothingIsLostOrPublishedTwice() throws Exception {
        long seed = new Random().nextLong();
        System.out.println("PublishlistIT seed " + seed);
        Random random = new Random(seed);
        int files = 3000;
        for (int i = 0; i < files; i++) {
            bench.write("d" + i % 50 + "/f" + i + ".csv", "content " + i);
        }
        Path head = bench.outbox.resolve(".pullover/catalog/HEAD");
        for (int round = 0; round < 4; round++) {
            Process process = start("once");
            long target = seq(head) + 1 + random.nextInt(600);
            Await.until(TIMEOUT, "some are published", () -> !process.isAlive() || seq(head) >= target);
            process.destroyForcibly().waitFor();
            assertEquals(bench.head().seq(), bench.lines().size(), "seed " + seed);
        }
        assertEquals(0, run("once").exitCode(), "seed " + seed);
        assertEquals(0, run("verify").exitCode(), "seed " + seed);
        List<CatalogLine> lines = bench.lines();
        assertEquals(files, lines.size(), "seed " + seed);
        assertEquals(files, lines.stream().map(CatalogLine::path).distinct().count(), "seed " + seed);
    }

    @Test
    void aRealTreeIsPublishedOnceAndThenOnlyItsChanges() throws Exception {
        assumeTrue(Files.isDirectory(REAL_TREE));
        FileUtils.deleteDirectory(bench.base.toFile());
        copyRegularFiles(REAL_TREE, bench.base);
        configure("", "\"**\"");
        Result first = run("once");
        assertEquals(0, first.exitCode(), first.err());
        long files;
        try (Stream<Path> walk = Files.walk(bench.base)) {
            files = walk.filter(Files::isRegularFile).count();
        }
        assertEquals(files, bench.head().seq());

        bench.write("new-1", "x");
        bench.write("new-2", "y");
        Matcher second = Pattern.compile("(\\d+) published, (\\d+) unchanged, 0 failed")
                .matcher(run("once").out());
        assertTrue(second.find());
        assertEquals("2", second.group(1));
        assertEquals(files, Long.parseLong(second.group(2)));
        assertEquals(0, run("verify").exitCode());
    }

    private static void copyRegularFiles(Path from, Path to) throws IOException {
        try (Stream<Path> walk = Files.walk(from)) {
            for (Path file : (Iterable<Path>)
                    walk.filter(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS))::iterator) {
                Path target = to.resolve(from.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    private void assertNothingNativeWasLoaded(String command) throws IOException {
        List<String> classes = Files.readAllLines(directory.resolve(command + ".classes"));
        assertTrue(classes.stream().anyMatch(line -> line.contains(Publisher.class.getName() + " ")));
        assertEquals(
                List.of(),
                classes.stream().filter(line -> FORBIDDEN.matcher(line).find()).toList());
    }

    private void assertNoForeignLibraryIsMapped(Process process) throws IOException {
        Path maps = Path.of("/proc", Long.toString(process.pid()), "maps");
        assumeTrue(Files.isReadable(maps));
        String javaHome = Path.of(System.getProperty("java.home")).toRealPath().toString();
        assertEquals(
                List.of(),
                Files.readAllLines(maps).stream()
                        .filter(line -> line.endsWith(".so"))
                        .filter(line -> !line.contains(javaHome))
                        .filter(line -> !line.contains(" /usr/lib/") && !line.contains(" /lib"))
                        .toList());
    }
}
