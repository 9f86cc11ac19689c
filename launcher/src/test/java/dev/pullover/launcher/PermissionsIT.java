package dev.pullover.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.testkit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What real processes leave on disk is not for others, also if they were started with a umask that keeps nothing back. */
class PermissionsIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final List<String> WITHOUT_UMASK = List.of("/bin/sh", "-c", "umask 000; exec \"$@\"", "sh");

    private static final String EVIL = "\u001b]0;owned\u0007\u001b[2J\nERROR all is lost";

    @TempDir
    Path directory;

    @Test
    void nothingIsForOthersWhateverTheUmask() throws IOException, InterruptedException {
        try (Site site = Site.in(directory)) {
            site.configure("""
                    [stat]
                    listen = "127.0.0.1:0"
                    [copy]
                    on-arrival = "umask > umask-seen"
                    """);
            Files.createDirectories(site.data().resolve("d"));
            Files.writeString(site.data().resolve("d/a.csv"), "a");
            Files.writeString(site.data().resolve(EVIL), "a");
            run(site, "publishlist", "once");
            run(site, "once");
            run(site, "start");
            Files.writeString(site.data().resolve("d/b.csv"), "b");
            run(site, "publishlist", "once");
            try {
                Await.until(
                        TIMEOUT,
                        "all is there",
                        () -> Files.exists(site.replica().resolve("d/b.csv"))
                                && Files.exists(site.state().resolve("stat.token"))
                                && Files.exists(site.replica().resolve("umask-seen"))
                                && Files.exists(site.state().resolve("log.positions")));
            } finally {
                run(site, "stop");
            }
            assertState(site);
            assertHarmless(site);
            assertEquals(List.of(), wrong(site.outbox(), mode -> mode.matches(".....w.*|........w.*")));
            assertEquals(
                    List.of(), wrong(directory.resolve("publisher"), mode -> mode.matches(".....w.*|........w.*")));
            assertEquals(List.of(), wrong(site.replica().resolve(".pullover"), mode -> !mode.matches("....-.---")));
            assertEquals(
                    "0000",
                    Files.readString(site.replica().resolve("umask-seen")).strip());
        }
    }

    /** A name that would set the window's title, clear the screen and forge a line says just what it is. */
    private static void assertHarmless(Site site) throws IOException, InterruptedException {
        for (List<String> command : List.of(
                List.of("synchrolist", "list"),
                List.of("copylist", "why", EVIL),
                List.of("log", "tail", "-n", "1000"))) {
            Site.Result result = site.pullover(command.toArray(String[]::new));
            assertEquals(0, result.exitCode(), result.toString());
            assertTrue(
                    (result.out() + result.err())
                            .chars()
                            .noneMatch(c -> c != '\n' && c != '\t' && Character.isISOControl(c)),
                    result.toString());
        }
        assertTrue(site.pullover("synchrolist", "list").out().contains("%1B]0;owned%07"));
    }

    private static void run(Site site, String... arguments) throws IOException, InterruptedException {
        Site.Result result = site.run(WITHOUT_UMASK, arguments);
        assertEquals(0, result.exitCode(), result.toString());
    }

    private static void assertState(Site site) throws IOException {
        assertEquals(List.of(), wrong(site.state(), mode -> !mode.matches("......---") || mode.charAt(4) == 'w'));
        Path token = site.state().resolve("stat.token");
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(token)));
        assertTrue(Files.exists(site.state().resolve("control/testserver")));
    }

    /** Files and directories below and at {@code root} whose mode, as {@code ls} prints it, is wrong. */
    private static List<String> wrong(Path root, Predicate<String> isWrong) throws IOException {
        List<String> found = new ArrayList<>();
        try (Stream<Path> all = Files.walk(root)) {
            for (Path file : (Iterable<Path>) all::iterator) {
                String mode =
                        PosixFilePermissions.toString(Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS));
                if (isWrong.test(mode)) {
                    found.add(mode + " " + root.relativize(file));
                }
            }
        }
        return found;
    }
}
