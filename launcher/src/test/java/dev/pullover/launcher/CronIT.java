package dev.pullover.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.testkit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What crontabs do: runs that overlap, lines that must not print, sites beside each other. Takes some 20 s. */
class CronIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    /** All that cron gives to a job, see crontab(5). */
    private static final List<String> BARE =
            List.of("env", "-i", "HOME=/root", "LOGNAME=root", "PATH=/usr/bin:/bin", "SHELL=/bin/sh", "/bin/sh", "-c");

    @TempDir
    Path directory;

    @AutoClose
    private Site site;

    @BeforeEach
    void build() throws IOException, InterruptedException {
        site = Site.in(directory);
        Files.writeString(site.data().resolve("a.csv"), "a");
        site.publish();
    }

    @Test
    void overlappingRunsEndSilentlyOrWaitAsLongAsTheyWereTold() throws IOException, InterruptedException {
        site.production().suspend();
        site.backup().suspend();
        Process first = site.begin("once");
        Await.until(TIMEOUT, "the first to hold the last of its locks", () -> holds("launcher"));
        assertEquals(new Site.Result(5, "", ""), site.pullover("once", "--quiet"));
        assertEquals(new Site.Result(5, "", ""), site.pullover("copylist", "once", "--quiet"));
        Site.Result late = site.pullover("stat", "once", "--lock-timeout", "1s");
        assertEquals(5, late.exitCode(), late.toString());
        assertTrue(late.err().contains("process " + first.pid() + ", since "), late.toString());
        assertTrue(late.err().endsWith("; waited 1 s for it\n"), late.toString());

        Process waiting = site.begin("once", "--wait");
        site.production().resume();
        site.backup().resume();
        assertEnds(0, first);
        assertEnds(0, waiting);
        assertEquals(List.of(), site.differences());
    }

    /** As cron runs them: by sh, with next to nothing in the environment. */
    @Test
    void crontabLinesPrintNothingWhenAllIsWell() throws IOException, InterruptedException {
        for (String job : List.of(
                "publishlist once",
                "testserver once",
                "synchrolist once",
                "copylist once",
                "stat once",
                "log once",
                "once")) {
            assertEquals(new Site.Result(0, "", ""), cron(job + " --quiet"), job);
        }
        assertEquals(List.of(), site.differences());
        assertTrue(Files.readString(site.state().resolve("pullover.log")).contains(" 1 file, "), "the log has it");
    }

    @Test
    void noServerIsToldOnceWhenItHasLasted() throws IOException, InterruptedException {
        site.production().stop();
        site.backup().stop();
        assertEquals(new Site.Result(3, "", ""), cron("once --quiet"), "servers are restarted now and then");
        Path notices = site.state().resolve("cron/once.notices");
        Instant earlier = Instant.now().minus(Duration.ofMinutes(11));
        Files.writeString(notices, Files.readString(notices).replaceFirst("^3 \\S+", "3 " + earlier));

        Site.Result told = cron("once --quiet");
        assertEquals(3, told.exitCode());
        assertEquals("", told.out());
        assertTrue(told.err().contains("production"), told.toString());
        assertTrue(told.err().contains("refused"), told.toString());
        assertTrue(told.err().contains("not said again within 24 hours"), told.toString());
        assertEquals(new Site.Result(3, "", ""), cron("once --quiet"), "it is known by now");
    }

    @Test
    void twoConfigurationsMayShareNeitherStateNorReplica() throws IOException, InterruptedException {
        assertEquals(0, site.pullover("once").exitCode());
        Site.Result state = site.with(variant("directory = \"replica\"", "directory = \"other\""), "once");
        assertEquals(2, state.exitCode(), state.toString());
        assertTrue(state.err().contains("state directory " + site.state() + " belongs to"), state.toString());
        Site.Result replica = site.with(variant("state = \"state\"", "state = \"other-state\""), "once");
        assertEquals(2, replica.exitCode(), replica.toString());
        assertTrue(replica.err().contains("replica directory " + site.replica() + " belongs to"), replica.toString());

        Path cosmos = variant("directory = \"replica\"\nstate = \"state\"", "directory = \"c\"\nstate = \"c-state\"");
        assertEquals(0, site.with(cosmos, "once").exitCode());
        assertEquals(0, site.pullover("once").exitCode());
        assertEquals("a", Files.readString(directory.resolve("c/a.csv")));
    }

    /** Another site's configuration: the same but for what is replaced. */
    private Path variant(String what, String by) throws IOException {
        String text = Files.readString(site.config());
        assertTrue(text.contains(what), text);
        return Files.writeString(directory.resolve("cosmos.toml"), text.replace(what, by));
    }

    private Site.Result cron(String job) throws IOException, InterruptedException {
        String line = "PULLOVER_NO_BUILD=1 JAVA_HOME=" + System.getProperty("java.home") + " " + Site.SCRIPT + " -c "
                + site.config() + " " + job;
        Path out = directory.resolve("cron.out");
        Path err = directory.resolve("cron.err");
        List<String> command = new ArrayList<>(BARE);
        command.add(line);
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        assertTrue(process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS), line);
        return new Site.Result(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    private boolean holds(String module) {
        try {
            Path lock = site.state().resolve("locks").resolve(module + ".lock");
            return Files.exists(lock) && Files.readString(lock).contains("pid=");
        } catch (IOException e) {
            return false;
        }
    }

    private static void assertEnds(int status, Process process) throws InterruptedException {
        assertTrue(process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS));
        assertEquals(status, process.exitValue());
    }
}
