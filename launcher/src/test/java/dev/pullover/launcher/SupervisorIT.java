package dev.pullover.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.ModuleName;
import dev.pullover.common.state.StateDirectory;
import dev.pullover.testkit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code start}, {@code stop}, {@code status} with the five modules as real JVMs. */
class SupervisorIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(45);

    @TempDir
    Path directory;

    private Site site;
    private StateDirectory state;

    @BeforeEach
    void build() throws IOException {
        site = Site.in(directory);
        state = new StateDirectory(site.state());
    }

    @AfterEach
    void tearDown() throws IOException, InterruptedException {
        if (site == null) {
            return;
        }
        // A test may leave a bad configuration, which stop could not read.
        site.configure("");
        site.pullover("stop");
        site.close();
    }

    @Test
    void filesArriveWhileModulesRunAndACrashedModuleIsStartedAgain() throws IOException, InterruptedException {
        Files.writeString(site.data().resolve("first"), "1");
        site.publish();
        Site.Result start = site.pullover("start");
        assertEquals(0, start.exitCode(), start.toString());
        assertEquals(0, site.pullover("status").exitCode());
        assertEquals(5, site.pullover("start").exitCode());
        assertEquals(5, site.pullover("once").exitCode());
        awaitArrival("first");

        long copylist = pid(ModuleName.COPYLIST);
        ProcessHandle.of(copylist).orElseThrow().destroyForcibly();
        Files.writeString(site.data().resolve("second"), "2");
        site.publish();
        awaitArrival("second");
        assertNotEquals(copylist, pid(ModuleName.COPYLIST));
        awaitLog("copylist ended");

        Site.Result stop = site.pullover("stop");
        assertEquals(0, stop.exitCode(), stop.toString());
        assertEquals(7, site.pullover("status").exitCode());
        assertEquals(List.of(), site.differences());
        assertEquals(0, site.counter("files_copied_twice"));
    }

    @Test
    void modulesOutliveASupervisorThatIsKilledAndAreTakenOver() throws IOException, InterruptedException {
        assertEquals(0, site.pullover("start").exitCode());
        long copylist = pid(ModuleName.COPYLIST);
        ProcessHandle.of(pid(ModuleName.LAUNCHER)).orElseThrow().destroyForcibly();
        Await.until(TIMEOUT, "the supervisor to be gone", () -> pid(ModuleName.LAUNCHER) == 0);
        assertEquals(7, site.pullover("status").exitCode());
        assertEquals(0, site.pullover("start").exitCode());
        assertEquals(copylist, pid(ModuleName.COPYLIST));
        assertEquals(0, site.pullover("stop").exitCode());
        assertTrue(ProcessHandle.of(copylist).isEmpty(), "stop ends modules that were taken over, too");
    }

    @Test
    void hangUpTakesAGoodConfigurationAndRefusesABadOne() throws IOException, InterruptedException {
        assertEquals(0, site.pullover("start").exitCode());
        site.configure("[copy]\nparallel = 0");
        hangUp(ModuleName.COPYLIST);
        awaitLog("configuration not reloaded, the old one stays");

        site.configure("[copy]\nparallel = 3");
        hangUp(ModuleName.COPYLIST);
        awaitLog("configuration reloaded");
        Site.Result all = site.pullover("reload");
        assertEquals(0, all.exitCode(), all.toString());
        Files.writeString(site.data().resolve("after reload"), "x");
        site.publish();
        awaitArrival("after reload");
    }

    private void hangUp(ModuleName module) throws IOException, InterruptedException {
        String pid = Long.toString(pid(module));
        assertEquals(
                0, new ProcessBuilder("kill", "-HUP", pid).inheritIO().start().waitFor());
    }

    private void awaitArrival(String name) {
        Await.until(
                TIMEOUT, name + " to arrive", () -> Files.exists(site.replica().resolve(name)));
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
