package dev.pullover.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.testkit.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code pullover once} with real JVMs, real servers and a real tree. */
class OnceIT {
    private static final Path REAL_TREE = Path.of("/usr/share");
    private static final int REAL_FILES = 2000;
    /** So many that some are left when it has been killed three times. */
    private static final int FILES_TO_KILL_AT = 3000;

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    @AutoClose
    private Site site;

    @BeforeEach
    void build() throws IOException {
        site = Site.in(directory);
    }

    @Test
    void bringsARealTreeThenNothingThenJustWhatChanged() throws IOException, InterruptedException {
        int files = site.copyRealTree(REAL_TREE, REAL_FILES);
        assertTrue(files > 1000, "only " + files + " files below " + REAL_TREE);
        site.publish();

        Site.Result first = site.pullover("once");
        assertEquals(0, first.exitCode(), first.toString());
        assertEquals(List.of(), site.differences());
        assertEquals(files, site.counter("files_copied"));

        Site.Result second = site.pullover("once");
        assertEquals(0, second.exitCode(), second.toString());
        assertEquals(files, site.counter("files_copied"), "nothing was new");

        changeTenAndAddTen();
        site.publish();
        Site.Result third = site.pullover("once");
        assertEquals(0, third.exitCode(), third.toString());
        assertEquals(List.of(), site.differences());
        assertEquals(files + 20, site.counter("files_copied"));
        assertEquals(0, site.counter("files_copied_twice"));
        assertTrue(Files.readString(site.state().resolve("pullover.log")).contains("copylist"));
    }

    @Test
    void goesOnFromTheBackupThenSaysThatNobodyAnswers() throws IOException, InterruptedException {
        Files.writeString(site.data().resolve("a.csv"), "a");
        site.publish();
        site.production().stop();
        Site.Result fromBackup = site.pullover("once");
        assertEquals(0, fromBackup.exitCode(), fromBackup.toString());
        assertEquals(List.of(), site.differences());

        site.backup().stop();
        Site.Result none = site.pullover("once");
        assertEquals(3, none.exitCode(), none.toString());
        assertTrue(none.err().contains("production"), none.toString());
        assertTrue(none.err().contains("backup"), none.toString());
        assertTrue(none.err().contains("refused"), none.toString());
    }

    @Test
    void secondOneAtATimeEndsWithFiveAndSaysWhoRuns() throws IOException, InterruptedException {
        Files.writeString(site.data().resolve("a.csv"), "a");
        site.publish();
        site.production().suspend();
        site.backup().suspend();
        Process first = site.begin("once");
        Await.until(TIMEOUT, "the first to hold its locks", () -> lockContent().contains("pid="));
        Site.Result second = site.pullover("once");
        assertEquals(5, second.exitCode(), second.toString());
        assertTrue(second.err().contains("process " + first.pid()), second.toString());
        site.production().resume();
        site.backup().resume();
        first.waitFor();
        assertEquals(0, site.pullover("once").exitCode());
        assertEquals(List.of(), site.differences());
    }

    @Test
    void copylistKilledInTheMiddleLosesNothingAndCopiesNothingTwice() throws IOException, InterruptedException {
        int files = site.copyRealTree(REAL_TREE, FILES_TO_KILL_AT);
        site.publish();
        assertEquals(0, site.pullover("testserver", "once").exitCode());
        assertEquals(0, site.pullover("synchrolist", "once").exitCode());
        killCopylistWhen("a file is in hand", () -> temporaryFiles() > 0);
        killCopylistWhen("files are there", () -> visibleFiles() > 0);
        long before = visibleFiles();
        killCopylistWhen("more files are there", () -> visibleFiles() > before);
        assertTrue(visibleFiles() < files, "it was killed before it was done, or this test shows nothing");

        Site.Result last = site.pullover("once");
        assertEquals(0, last.exitCode(), last.toString());
        assertEquals(List.of(), site.differences());
        assertEquals(0, site.counter("files_copied_twice"));
        assertEquals(0, temporaryFiles());
    }

    private void killCopylistWhen(String what, BooleanSupplier condition) throws IOException, InterruptedException {
        Process copylist = site.begin("copylist", "run");
        Await.until(TIMEOUT, what, condition);
        copylist.destroyForcibly().waitFor();
        assertNothingHalfWritten();
    }

    private long temporaryFiles() {
        try (Stream<Path> files = Files.list(site.replica().resolve(".pullover/tmp"))) {
            return files.count();
        } catch (IOException e) {
            return 0;
        }
    }

    /** Every visible file must have the published content: compared with its source. */
    private void assertNothingHalfWritten() throws IOException {
        List<String> bad = site.differences().stream()
                .filter(difference -> Files.exists(site.replica().resolve(difference.path())))
                .filter(difference -> Files.isRegularFile(site.replica().resolve(difference.path())))
                .map(Object::toString)
                .toList();
        assertEquals(List.of(), bad);
    }

    private void changeTenAndAddTen() throws IOException {
        List<Path> some;
        try (Stream<Path> walk = Files.walk(site.data())) {
            some = walk.filter(Files::isRegularFile).sorted().limit(10).toList();
        }
        for (Path file : some) {
            Files.writeString(file, "changed " + file);
        }
        for (int i = 0; i < 10; i++) {
            Files.writeString(site.data().resolve("added " + i + " é%.csv"), "new " + i);
        }
    }

    private long visibleFiles() {
        try (Stream<Path> walk = Files.walk(site.replica())) {
            return walk.filter(file -> !file.startsWith(site.replica().resolve(".pullover")))
                    .filter(Files::isRegularFile)
                    .count();
        } catch (IOException | UncheckedIOException e) {
            // A directory appeared or a temporary file went while we walked.
            return 0;
        }
    }

    private String lockContent() {
        try {
            return Files.readString(site.state().resolve("locks/launcher.lock"));
        } catch (IOException e) {
            return "";
        }
    }
}
