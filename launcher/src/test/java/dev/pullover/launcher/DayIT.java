package dev.pullover.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pullover.common.ModuleName;
import dev.pullover.common.state.StateDirectory;
import dev.pullover.testkit.Await;
import dev.pullover.testkit.ProcessFigures;
import dev.pullover.testkit.Soak;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * As many passes as a day of cron has, in minutes, in soaks only: at the end nothing takes more than it may, nor notably more
 * than at half-time.
 */
class DayIT {
    private static final int PASSES_OF_RUNNING_MODULES = 1440;
    /** Two new processes each, which take seconds. */
    private static final int PASSES_OF_CRON = 24;

    private static final int NAMES = 200;
    private static final int CHANGES = 3;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** What the collector may leave for later. */
    private static final long MEMORY_TOLERANCE_BYTES = 16 << 20;
    /** Connections come and go. */
    private static final long DESCRIPTOR_TOLERANCE = 8;

    @TempDir
    Path directory;

    @AutoClose
    private Site site;

    private int puts;

    @BeforeEach
    void build() throws IOException {
        assumeTrue(Soak.isOn(), "SKIPPED: a day of passes is for soaks only");
        site = Site.in(directory);
    }

    @Test
    void cronLeavesNoMoreAtTheEndThanAtHalfTime() throws IOException, InterruptedException {
        site.configure(StateSizes.SMALL_LOGS);
        put();
        site.publish();
        StateSizes half = null;
        for (int pass = 1; pass <= PASSES_OF_CRON; pass++) {
            put();
            assertDone(site.pullover("publishlist", "once"));
            assertDone(site.pullover("once"));
            if (pass == PASSES_OF_CRON / 2) {
                half = StateSizes.of(site);
            }
        }
        StateSizes end = StateSizes.of(site);
        System.out.println("DayIT: " + PASSES_OF_CRON + " passes of cron: " + half + " at half-time, " + end);
        assertEquals(List.of(), site.differences());
        end.assertWithinBounds();
        end.assertNotMoreThan(half);
        assertEquals(0, site.counter("files_copied_twice"));
    }

    @Test
    void runningModulesNeedNoMoreAtTheEndThanAtHalfTime() throws IOException, InterruptedException {
        site.configure("interval = \"100ms\"\n[synchro]\ninterval = \"10ms\"\n" + StateSizes.SMALL_LOGS);
        put();
        site.publish();
        site.begin("publishlist", "run");
        assertEquals(0, site.pullover("start").exitCode());
        try {
            passes(PASSES_OF_RUNNING_MODULES / 2);
            StateSizes half = StateSizes.of(site);
            Map<String, Long> memory = figures(ProcessFigures::anonymousBytes);
            Map<String, Long> descriptors = figures(ProcessFigures::openFiles);
            passes(PASSES_OF_RUNNING_MODULES / 2);
            StateSizes end = StateSizes.of(site);
            System.out.println("DayIT: " + PASSES_OF_RUNNING_MODULES + " passes of running modules: " + half
                    + " at half-time, " + end);
            assertFlat("memory", memory, figures(ProcessFigures::anonymousBytes), MEMORY_TOLERANCE_BYTES);
            assertFlat("descriptors", descriptors, figures(ProcessFigures::openFiles), DESCRIPTOR_TOLERANCE);
            end.assertWithinBounds();
            end.assertNotMoreThan(half);
            assertEquals(List.of(), site.differences());
            assertEquals(0, site.counter("files_copied_twice"));
        } finally {
            site.pullover("stop");
        }
    }

    private interface Figure {
        long of(long pid);
    }

    private Map<String, Long> figures(Figure figure) throws IOException {
        Map<String, Long> figures = new TreeMap<>();
        for (ModuleName module : ModuleName.REPLICA_MODULES) {
            long pid = ModuleStatus.of(new StateDirectory(site.state()), module).pid();
            figures.put(module.word(), figure.of(pid));
        }
        return figures;
    }

    private static void assertFlat(String what, Map<String, Long> half, Map<String, Long> end, long tolerance) {
        System.out.println("DayIT: " + what + " at half-time " + half + ", at the end " + end);
        end.forEach((module, value) -> assertTrue(
                value > 0 && value <= half.get(module) + tolerance, what + " of " + module + ": " + half + ", " + end));
    }

    /** Each: some changes, until the last of them is seen. */
    private void passes(int number) throws IOException {
        for (int pass = 0; pass < number; pass++) {
            String name = put();
            String content = Files.readString(site.data().resolve(name));
            Await.until(PATIENCE, content + " to arrive", () -> content.equals(inReplica(name)));
        }
    }

    private String inReplica(String name) {
        Path file = site.replica().resolve(name);
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Changes some files of a number that is soon no more growing; returns the last name. */
    private String put() throws IOException {
        String name = "";
        for (int i = 0; i < CHANGES; i++) {
            name = "f" + ++puts % NAMES;
            Path whole = Files.writeString(directory.resolve("next"), "version " + puts);
            Files.move(whole, site.data().resolve(name), StandardCopyOption.ATOMIC_MOVE);
        }
        return name;
    }

    private static void assertDone(Site.Result result) {
        assertEquals(0, result.exitCode(), result.toString());
    }
}
