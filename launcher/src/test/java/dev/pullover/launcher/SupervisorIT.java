package dev.pullover.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pullover.common.ModuleName;
import dev.pullover.common.state.Json;
import dev.pullover.common.state.StateDirectory;
import dev.pullover.testkit.Await;
import dev.pullover.testkit.Soak;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The supervisor and the five modules as real JVMs, with one site for all tests: each begins by starting what does not run,
 * so the order of the tests does not matter.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SupervisorIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(90);
    /** Many times the interval of the watchdog's messages. */
    private static final Duration SILENCE = Duration.ofSeconds(2);

    private static final String LEFT_BY_A_KILLED_PROCESS = "started=2026-01-01T00:00:00Z\nversion=0\n";

    private final Map<ModuleName, Long> before = new EnumMap<>(ModuleName.class);

    private Site site;
    private StateDirectory state;
    private int files;

    @BeforeAll
    void build(@TempDir Path directory) throws IOException {
        site = Site.in(directory);
        state = new StateDirectory(site.state());
    }

    @AfterAll
    void tearDown() throws IOException, InterruptedException {
        if (site == null) {
            return;
        }
        site.pullover("stop", "--state", site.state().toString());
        site.close();
    }

    @Test
    void filesArriveWhileModulesRunAndASecondStartIsRefused() throws IOException, InterruptedException {
        start();
        fileArrives();
        for (String[] second : new String[][] {{"start"}, {"start", "--foreground"}, {"once"}, {"copylist", "run"}}) {
            Site.Result refused = site.pullover(second);
            assertEquals(5, refused.exitCode(), refused.toString());
            assertTrue(refused.err().contains("is running already: process "), refused.toString());
        }
        Site.Result table = site.pullover("status");
        assertEquals(0, table.exitCode(), table.toString());
        JsonNode modules =
                Json.mapper().readTree(site.pullover("status", "--json").out()).get("modules");
        for (JsonNode module : modules) {
            assertEquals("running", module.get("state").asText(), module.toString());
            assertTrue(module.get("proportional-bytes").asLong() > 1 << 20, module.toString());
            assertTrue(table.out().contains(" " + module.get("pid").asText() + " "), table.out());
        }
        assertEquals(6, modules.size());
        // From production, or from the backup just after testserver was started.
        assertTrue(modules.get(5).get("last-message").asText().contains("1 file, 6 B from "), modules.toString());
    }

    @Test
    void modulesKilledInAnyOrderAreStartedAgain() throws IOException, InterruptedException {
        start();
        long seed = new Random().nextLong();
        System.err.println("SupervisorIT: seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < Soak.times(1, 20); round++) {
            notePids();
            List<ModuleName> order = new ArrayList<>(ModuleName.REPLICA_MODULES);
            Collections.shuffle(order, random);
            order.forEach(this::kill);
            fileArrives();
            for (ModuleName module : order) {
                Await.until(TIMEOUT, module + " to be started again", () -> pid(module) != 0);
                assertNotEquals(before.get(module), pid(module));
            }
        }
        awaitLog("copylist ended (killed by signal 9)");
        // The supervisor tells a moment after it has started one.
        Await.until(TIMEOUT, "a restart of each module to be told", () -> restarts().stream()
                .allMatch(restarts -> restarts > 0));
        assertNothingLostNorCopiedTwice();
    }

    @Test
    void aJvmThatCrashesTellsWhyInTheState() throws IOException, InterruptedException {
        start();
        long pid = pid(ModuleName.STAT);
        new ProcessBuilder("kill", "-SEGV", Long.toString(pid)).start().waitFor();
        Path report = state.crashes().resolve("hs_err_stat_" + pid + ".log");
        Await.until(TIMEOUT, report + " to be written", () -> Files.exists(report));
        awaitLog("its JVM crashed, see crash/" + report.getFileName());
        Await.until(TIMEOUT, "stat to be started again", () -> pid(ModuleName.STAT) != 0);
        assertNotEquals(pid, pid(ModuleName.STAT));
    }

    @Test
    void modulesOutliveASupervisorThatIsKilledAndAreTakenOverAndWatched() throws IOException, InterruptedException {
        start();
        notePids();
        kill(ModuleName.LAUNCHER);
        fileArrives();
        assertEquals(7, site.pullover("status").exitCode());
        site.configure("[copy]\nparallel = 2");
        start();
        assertNotEquals(before.get(ModuleName.LAUNCHER), pid(ModuleName.LAUNCHER));
        for (ModuleName module : ModuleName.REPLICA_MODULES) {
            assertEquals(before.get(module), pid(module), module + " goes on");
        }
        awaitLog("copylist runs already");
        awaitLog("all modules have reloaded the configuration");
        kill(ModuleName.COPYLIST);
        fileArrives();
        assertNotEquals(before.get(ModuleName.COPYLIST), pid(ModuleName.COPYLIST));
        awaitLog("copylist ended (it was not our child)");
    }

    @Test
    void startsAfterAllWasKilledAndLocksNameOtherPrograms() throws IOException, InterruptedException {
        start();
        kill(ModuleName.LAUNCHER);
        ModuleName.REPLICA_MODULES.forEach(this::kill);
        Process innocent = new ProcessBuilder("sleep", "600").start();
        try {
            for (ModuleName module : ModuleName.REPLICA_MODULES) {
                Files.writeString(state.lock(module), "pid=" + innocent.pid() + "\n" + LEFT_BY_A_KILLED_PROCESS);
            }
            Files.writeString(
                    state.lock(ModuleName.LAUNCHER), "pid=" + innocent.pid() + "\n" + LEFT_BY_A_KILLED_PROCESS);
            assertEquals(7, site.pullover("status").exitCode());
            Site.Result stop = site.pullover("stop");
            assertEquals("nothing is running\n", stop.out(), stop.toString());
            start();
            assertNotEquals(innocent.pid(), pid(ModuleName.COPYLIST));
            fileArrives();
            assertTrue(innocent.isAlive());
            assertNothingLostNorCopiedTwice();
        } finally {
            innocent.destroyForcibly();
        }
    }

    @Test
    void reloadTakesAGoodConfigurationAndRefusesABadOne() throws IOException, InterruptedException {
        start();
        site.configure("[copy]\nparallel = 0");
        Site.Result refused = site.pullover("reload");
        assertEquals(2, refused.exitCode(), refused.toString());
        assertTrue(refused.err().contains("the old one stays"), refused.toString());
        assertTrue(refused.err().contains("parallel = 0"), refused.toString());
        assertEquals("", refused.out());
        awaitLog("reload refused: configuration not reloaded, the old one stays");
        assertEquals(
                0, site.pullover("status", "--state", site.state().toString()).exitCode());

        site.configure("[copy]\nparallel = 3");
        Site.Result all = site.pullover("reload");
        assertEquals(0, all.exitCode(), all.toString());
        assertEquals(
                5, all.out().lines().filter(line -> line.contains(" reloaded ")).count(), all.toString());
        fileArrives();
    }

    @Test
    void stopsInOrderWithoutAGoodConfiguration() throws IOException, InterruptedException {
        start();
        fileArrives();
        Files.writeString(site.config(), "[replica]\nstate = \"state\"\nnonsense = 1\n[[servers");
        Site.Result stop = site.pullover("stop");
        assertEquals(0, stop.exitCode(), stop.toString());
        assertTrue(stop.err().contains("going on with " + site.state()), stop.toString());
        assertEquals(
                6, stop.out().lines().filter(line -> line.endsWith(" stopped")).count(), stop.toString());
        List<String> log = Files.readAllLines(site.state().resolve("pullover.log"));
        String last = log.get(log.size() - 1);
        assertTrue(last.contains("stat stopped"), "log takes in what stat, the last but one, says at its end: " + last);

        Site.Result again = site.pullover("stop", "--state", site.state().toString());
        assertEquals(0, again.exitCode(), again.toString());
        assertEquals("nothing is running\n", again.out());
        Site.Result reload = site.pullover("reload");
        assertEquals(2, reload.exitCode(), reload.toString());
        site.configure("");
        assertEquals(7, site.pullover("reload").exitCode());
        assertEquals(7, site.pullover("status").exitCode());
        Site.Result none = site.pullover("stop", "--state", site.data().toString());
        assertEquals(2, none.exitCode(), none.toString());
    }

    @Test
    void tellsSystemdWhatItDoes() throws IOException, InterruptedException {
        assertEquals(0, site.pullover("stop").exitCode());
        site.configure("");
        String address = site.state().resolve("notify").toString();
        try (DatagramListener systemd = DatagramListener.on(address, site.state())) {
            Process supervisor =
                    site.begin(Map.of("NOTIFY_SOCKET", address, "WATCHDOG_USEC", "400000"), "start", "--foreground");
            systemd.await("READY=1|STATUS=5 of 5 modules running", 0);
            systemd.await("WATCHDOG=1", systemd.messages().size());

            signal(supervisor.pid(), "HUP");
            String reloading = systemd.await("RELOADING=1|MONOTONIC_USEC=", 0);
            long told = Long.parseLong(reloading.substring(reloading.lastIndexOf('=') + 1));
            long heard = Long.parseLong(reloading.substring(0, reloading.indexOf(' ')));
            assertTrue(told <= heard && heard - told < TIMEOUT.toNanos() / 1000, "the clock of systemd: " + reloading);
            systemd.await("READY=1|STATUS=", systemd.messages().indexOf(reloading));

            kill(ModuleName.SYNCHROLIST);
            systemd.await("synchrolist ended (killed by signal 9), will be started again", 0);
            systemd.await("STATUS=5 of 5 modules running", systemd.messages().size());
            systemd.await("WATCHDOG=1", systemd.messages().size());

            // A supervisor that hangs must not be taken for one that works. What it said before may be heard late.
            signal(supervisor.pid(), "STOP");
            Await.until(TIMEOUT, "silence", () -> {
                int soFar = systemd.messages().size();
                return !Await.within(SILENCE, () -> systemd.messages().size() > soFar);
            });
            signal(supervisor.pid(), "CONT");

            supervisor.destroy();
            systemd.await("STOPPING=1", 0);
            assertEquals(0, supervisor.waitFor());
        }
    }

    /** Whatever a test before has left: all modules run under a supervisor when this returns, with a good configuration. */
    private void start() throws IOException, InterruptedException {
        if (!Files.readString(site.config()).contains("[copy]")) {
            site.configure("");
        }
        if (pid(ModuleName.LAUNCHER) == 0) {
            Site.Result start = site.pullover("start");
            assertEquals(0, start.exitCode(), start.toString());
        }
        // What was killed often is in a crash loop until it has run well for a while.
        Await.until(TIMEOUT, "all modules to run well", () -> status() == 0);
    }

    private int status() {
        try {
            return site.pullover("status").exitCode();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void notePids() {
        before.clear();
        before.put(ModuleName.LAUNCHER, pid(ModuleName.LAUNCHER));
        ModuleName.REPLICA_MODULES.forEach(module -> before.put(module, pid(module)));
    }

    private void kill(ModuleName module) {
        ProcessHandle process = ProcessHandle.of(pid(module)).orElseThrow();
        process.destroyForcibly();
        Await.until(TIMEOUT, module + " to be gone", () -> pid(module) != process.pid());
    }

    private static void signal(long pid, String signal) throws IOException, InterruptedException {
        assertEquals(
                0,
                new ProcessBuilder("kill", "-" + signal, Long.toString(pid))
                        .inheritIO()
                        .start()
                        .waitFor());
    }

    private void fileArrives() throws IOException, InterruptedException {
        String name = "file " + ++files;
        Files.writeString(site.data().resolve(name), name);
        site.publish();
        Await.until(
                TIMEOUT, name + " to arrive", () -> Files.exists(site.replica().resolve(name)));
    }

    private void assertNothingLostNorCopiedTwice() throws IOException, InterruptedException {
        assertEquals(List.of(), site.differences());
        assertEquals(0, site.counter("files_copied_twice"));
    }

    /** How often each module was started again, as status tells it. */
    private List<Integer> restarts() {
        try {
            JsonNode report =
                    Json.mapper().readTree(site.pullover("status", "--json").out());
            return report.findValuesAsText("restarts").stream()
                    .skip(1)
                    .map(Integer::valueOf)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void awaitLog(String text) {
        Await.until(TIMEOUT, "'" + text + "' in the log", () -> {
            try {
                return Files.readString(site.state().resolve("pullover.log")).contains(text);
            } catch (IOException e) {
                return false;
            }
        });
    }

    private long pid(ModuleName module) {
        try {
            return ModuleStatus.of(state, module).pid();
        } catch (IOException e) {
            return 0;
        }
    }
}
