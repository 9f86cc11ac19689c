package dev.pullover.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing calls home: the system calls of a whole pass show no connection but to the configured servers. */
class NoOtherConnectionIT {
    private static final Path STRACE = Path.of("/usr/bin/strace");
    private static final Pattern INTERNET =
            Pattern.compile("(?:connect|sendto)\\(.*sa_family=AF_INET6?, sin6?_port=htons\\((\\d+)\\).*?\"([^\"]+)\"");

    @TempDir
    Path directory;

    @Test
    void onlyTheConfiguredServersAreContacted() throws IOException, InterruptedException {
        boolean installed = Files.isExecutable(STRACE);
        assertTrue(installed || !Boolean.parseBoolean(System.getenv("CI")), "CI must have strace installed");
        assumeTrue(installed, "SKIPPED: strace is not installed");
        try (Site site = Site.in(directory)) {
            Files.writeString(site.data().resolve("a.csv"), "a");
            site.publish();
            Path trace = directory.resolve("trace");
            Site.Result once = site.run(
                    // Making the archive for fast starts needs a server on the loopback, which is not what is asked
                    // here.
                    List.of(
                            "env",
                            "PULLOVER_NO_ARCHIVE=1",
                            STRACE.toString(),
                            "-f",
                            "-qq",
                            "-e",
                            "trace=connect,sendto",
                            "-o",
                            trace.toString()),
                    "once");
            assertEquals(0, once.exitCode(), once.toString());
            assertEquals(List.of(), site.differences());

            List<String> targets = Files.readAllLines(trace).stream()
                    .map(INTERNET::matcher)
                    .filter(Matcher::find)
                    .map(found -> found.group(2).replace("::ffff:", "") + ":" + found.group(1))
                    .distinct()
                    .toList();
            assertFalse(targets.isEmpty(), "the trace must show the connections to the servers");
            List<String> allowed = List.of(
                    "127.0.0.1:" + site.production().port(),
                    "127.0.0.1:" + site.backup().port());
            assertEquals(
                    List.of(),
                    targets.stream().filter(target -> !allowed.contains(target)).toList());
        }
    }
}
