package dev.pullover.publishlist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pullover.testkit.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A running publisher that is told by the system what changes: nothing here is found by a sweep. */
class PublishlistWatchIT extends PublisherProcessTest {
    private static final String NO_SWEEPS = "sweep-interval = \"7d\"";

    @Test
    void newChangedAndMovedFilesArePublishedWithoutASweep() throws Exception {
        bench.write("old.csv", "x");
        bench.write("d/old.csv", "x");
        configure(NO_SWEEPS);
        Process run = start("run");
        awaitPublished("old.csv");

        bench.write("new.csv", "x");
        awaitPublished("new.csv");
        bench.write("d/old.csv", "changed");
        awaitContent("d/old.csv", "changed");
        bench.write("n/e/w/deep.csv", "x");
        awaitPublished("n/e/w/deep.csv");
        bench.write("n/e/w/deeper.csv", "x");
        awaitPublished("n/e/w/deeper.csv");
        Path elsewhere = Files.createDirectories(directory.resolve("elsewhere"));
        Files.writeString(elsewhere.resolve("m.csv"), "x");
        Files.move(elsewhere, bench.base.resolve("moved"), StandardCopyOption.ATOMIC_MOVE);
        awaitPublished("moved/m.csv");
        bench.write("ü/%\t.csv", "x");
        awaitPublished("ü/%\t.csv");
        stop(run);
        assertEquals(0, run("verify").exitCode());
        assertEquals(0, run("once").exitCode());
        assertEquals(7, bench.offered().size());
    }

    @Test
    void aDeletionBringsASweepWhereDeletionsArePublished() throws Exception {
        Path gone = bench.write("gone.csv", "x");
        bench.write("stays.csv", "x");
        configure(NO_SWEEPS + "\ndeletions = true");
        Process run = start("run");
        awaitPublished("gone.csv");
        Files.delete(gone);
        Await.until(TIMEOUT, "it is deleted", () -> !Files.exists(bench.outbox.resolve("gone.csv")));
        stop(run);
        assertTrue(Files.exists(bench.outbox.resolve("stays.csv")));
    }

    @Test
    void aFileIsTakenWhenItHasSettled() throws Exception {
        configure(NO_SWEEPS + "\nsettle = \"2s\"");
        Process run = start("run");
        awaitPublished(".pullover/catalog/HEAD");
        bench.write("a.csv", "half");
        bench.write("a.csv", "whole");
        Await.until(TIMEOUT, "it is published", () -> seq(bench.outbox.resolve(".pullover/catalog/HEAD")) > 0);
        assertEquals("whole", bench.published("a.csv"));
        assertEquals(1, bench.lines().size(), "published once");
        stop(run);
    }

    @Test
    void withoutWatchesSweepsFindEverything() throws Exception {
        configure("watch = false");
        Process run = start("run");
        awaitPublished(".pullover/catalog/HEAD");
        bench.write("d/a.csv", "x");
        awaitPublished("d/a.csv");
        stop(run);
    }

    @ParameterizedTest
    @CsvSource({"max_inotify_instances, 0", "max_inotify_watches, 2"})
    void whereTheSystemWatchesNoMoreSweepsFindEverything(String limit, int value) throws Exception {
        // In a user namespace of its own a process can have limits of its own.
        List<String> limited = List.of(
                "unshare",
                "--user",
                "--map-root-user",
                "sh",
                "-c",
                "echo " + value + " >/proc/sys/user/" + limit + " && exec \"$@\"",
                "limited");
        assumeTrue(canLimit(limited) || "true".equals(System.getenv("CI")), "no user namespaces here");
        bench.write("a/old.csv", "x");
        bench.write("b/old.csv", "x");
        configure(NO_SWEEPS);
        Process run = start(limited, Main.class, "run");
        awaitPublished("b/old.csv");
        bench.write("b/new.csv", "x");
        awaitPublished("b/new.csv");
        bench.write("c/d/new.csv", "x");
        awaitPublished("c/d/new.csv");
        signal(run, "TERM");
        assertTrue(run.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS), "does not stop");
        assertEquals(0, run.exitValue());
        String log = Files.readString(bench.state.resolve("publishlist.log"));
        assertTrue(log.contains("the sources cannot be watched"), log);
    }

    private static boolean canLimit(List<String> limited) throws Exception {
        List<String> command = new ArrayList<>(limited);
        command.add("true");
        return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
    }

    private void stop(Process run) throws Exception {
        signal(run, "TERM");
        assertTrue(run.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS), "does not stop");
        assertEquals(0, run.exitValue());
        String log = Files.readString(bench.state.resolve("publishlist.log"));
        assertFalse(log.contains("cannot be watched"), log);
    }

    private void awaitContent(String name, String content) {
        Await.until(TIMEOUT, name + " has its new content", () -> contains(bench.outbox.resolve(name), content));
    }
}
