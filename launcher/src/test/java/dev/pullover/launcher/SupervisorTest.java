package dev.pullover.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.pullover.common.state.StateDirectory;
import dev.pullover.testkit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** The supervisor's decisions, with real processes that do nothing in place of modules, and a clock of the test's. */
class SupervisorTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    private Path script;
    private Supervisor supervisor;
    private long nowNs;

    /** Each of a thousand ends would be a line. */
    @BeforeAll
    static void beQuiet() {
        ((Logger) LoggerFactory.getLogger(SupervisedModule.class)).setLevel(Level.OFF);
    }

    @AfterAll
    static void beHeardAgain() {
        ((Logger) LoggerFactory.getLogger(SupervisedModule.class)).setLevel(null);
    }

    @BeforeEach
    void build() throws IOException {
        script = directory.resolve("pullover");
        writeScript("exec sleep 600");
        supervisor = new Supervisor(
                new Script(script),
                directory.resolve("pullover.toml"),
                new StateDirectory(directory.resolve("state")).prepare(),
                Clock.fixed(Instant.EPOCH, ZoneOffset.UTC),
                () -> nowNs,
                () -> {});
    }

    @AfterEach
    void tearDown() throws InterruptedException {
        supervisor.stop();
    }

    @Test
    void startsAllAgainInWhateverOrderTheyAreKilled() {
        supervisor.start();
        Set<Long> pids = new HashSet<>(pids());
        for (List<Integer> order : permutations(List.of(0, 1, 2, 3, 4))) {
            for (int module : order) {
                kill(module);
            }
            supervisor.tick();
            assertEquals(5, inState(SupervisedState.WAITING), "all ends are seen: " + order);
            nowNs += RestartDelay.LONGEST.toNanos();
            supervisor.tick();
            assertEquals(5, inState(SupervisedState.STARTING), "all are started again: " + order);
            pids().forEach(pid -> assertTrue(pids.add(pid), "a new process each time: " + order));
        }
        assertEquals(5 * (120 + 1), pids.size());
    }

    @Test
    void noticesACrashLoopSlowsItDownAndForgetsItAfterAGoodRun() throws IOException {
        supervisor.start();
        awaitSleeping();
        writeScript("exit 3");
        kill(4);
        long waitedNs = 0;
        for (int i = 1; i <= 8; i++) {
            awaitEnd(4);
            supervisor.tick();
            SupervisorFile.Module copylist = supervisor.report().get(4);
            assertEquals(SupervisedState.WAITING, copylist.state());
            assertEquals(i < RestartDelay.LOOP ? 0 : i, copylist.crashes());
            assertEquals(i == 1 ? "killed by signal 9" : "exit code 3", copylist.lastEnd());
            waitedNs = copylist.restartAtMs() * 1_000_000;
            nowNs += waitedNs - 1;
            supervisor.tick();
            assertEquals(i - 1, supervisor.report().get(4).restarts(), "not before its time");
            nowNs++;
            supervisor.tick();
            assertEquals(i, supervisor.report().get(4).restarts());
        }
        assertEquals(RestartDelay.LONGEST.toNanos(), waitedNs);
        String summary = Supervisor.summary(supervisor.report());
        assertTrue(summary.startsWith("0 of 5 modules running; log is starting; "), summary);

        awaitEnd(4);
        writeScript("exec sleep 600");
        supervisor.tick();
        nowNs += RestartDelay.LONGEST.toNanos();
        supervisor.tick();
        nowNs += RestartDelay.GOOD_RUN.toNanos();
        kill(4);
        supervisor.tick();
        assertEquals(0, supervisor.report().get(4).crashes());
        assertEquals(1_000, supervisor.report().get(4).restartAtMs(), "short again");
    }

    @Test
    void whatCannotBeStartedIsTriedAgainAtGrowingIntervals() throws IOException {
        supervisor.start();
        awaitSleeping();
        Files.delete(script);
        kill(0);
        supervisor.tick();
        nowNs += RestartDelay.SHORTEST.toNanos();
        assertFalse(supervisor.tick(), "it is told that a module could not be looked after");
        assertTrue(supervisor.tick(), "and not tried again at once");
        assertEquals(SupervisedState.WAITING, supervisor.report().get(0).state());
        assertEquals(2_000, supervisor.report().get(0).restartAtMs());
    }

    /** What does nothing in place of a JVM writes as a JVM would. */
    @Test
    void whatAJvmWritesWhenItCrashesIsInTheStateAndBounded() throws IOException {
        Path crashes = directory.resolve("state/crash");
        writeScript("f=$(echo \"$PULLOVER_ERROR_FILE\" | sed \"s/%p/$$/\"); echo x > \"$f\"; kill -ABRT $$");
        supervisor.start();
        for (int i = 0; i < 3; i++) {
            for (int module = 0; module < 5; module++) {
                awaitEnd(module);
            }
            supervisor.tick();
            SupervisorFile.Module copylist = supervisor.report().get(4);
            assertTrue(
                    copylist.lastEnd()
                            .matches("killed by signal 6: its JVM crashed, see crash/hs_err_copylist_\\d+\\.log"),
                    copylist.lastEnd());
            assertTrue(Files.exists(
                    directory.resolve("state").resolve(copylist.lastEnd().replaceFirst(".* ", ""))));
            nowNs += RestartDelay.LONGEST.toNanos();
            supervisor.tick();
        }
        assertTrue(crashes.toFile().list().length <= JvmCrashes.KEPT + 5, "10, and those of the last five");
    }

    private void kill(int module) {
        ProcessHandle.of(supervisor.report().get(module).pid()).orElseThrow().destroyForcibly();
        awaitEnd(module);
    }

    /** Until all shells have read the script: from then on it may be another. */
    private void awaitSleeping() {
        Await.until(TIMEOUT, "all to sleep", () -> pids().stream().allMatch(SupervisorTest::isSleeping));
    }

    private static boolean isSleeping(long pid) {
        return ProcessHandle.of(pid)
                .flatMap(process -> process.info().arguments())
                .filter(arguments -> List.of(arguments).equals(List.of("600")))
                .isPresent();
    }

    private void awaitEnd(int module) {
        Await.until(
                TIMEOUT,
                "module " + module + " to end",
                () -> !supervisor.modules().get(module).isAlive());
    }

    private List<Long> pids() {
        return supervisor.report().stream().map(SupervisorFile.Module::pid).toList();
    }

    private long inState(SupervisedState state) {
        return supervisor.report().stream()
                .filter(module -> module.state() == state)
                .count();
    }

    /** By one rename: a shell may be reading the old one, and one that is starting finds either. */
    private void writeScript(String line) throws IOException {
        Path draft = directory.resolve("draft");
        Files.writeString(draft, "#!/bin/sh\n" + line + "\n");
        Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.move(draft, script, StandardCopyOption.ATOMIC_MOVE);
    }

    private static List<List<Integer>> permutations(List<Integer> items) {
        if (items.isEmpty()) {
            return List.of(List.of());
        }
        List<List<Integer>> all = new ArrayList<>();
        for (Integer first : items) {
            List<Integer> others = new ArrayList<>(items);
            others.remove(first);
            for (List<Integer> rest : permutations(others)) {
                List<Integer> order = new ArrayList<>(List.of(first));
                order.addAll(rest);
                all.add(order);
            }
        }
        return all;
    }
}
