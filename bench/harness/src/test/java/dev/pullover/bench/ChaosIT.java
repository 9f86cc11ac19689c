package dev.pullover.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pullover.testkit.Await;
import dev.pullover.testkit.OpenSshServer;
import dev.pullover.testkit.Soak;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two minutes of {@code bench/chaos}, and an interrupted one, in soaks only. */
class ChaosIT {
    /** Supervisor, five modules, publisher, and two servers. */
    private static final int ALL_PROCESSES = 9;

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Path SCRIPT = Path.of("../chaos").toAbsolutePath().normalize();

    @Test
    void nothingIsLostWhateverBreaks() throws IOException, InterruptedException {
        assumeTrue(Soak.isOn(), "SKIPPED: bench/chaos runs in soaks only");
        assumeTrue(OpenSshServer.isInstalled(), "SKIPPED: there is no /usr/sbin/sshd");
        assertEquals(0, begin("--minutes", "2").waitFor());
    }

    @Test
    void anInterruptionLeavesNothing(@TempDir Path directory) throws IOException, InterruptedException {
        assumeTrue(Soak.isOn(), "SKIPPED: bench/chaos runs in soaks only");
        assumeTrue(OpenSshServer.isInstalled(), "SKIPPED: there is no /usr/sbin/sshd");
        for (String signal : List.of("INT", "TERM")) {
            Process chaos = begin("--directory", directory.toString());
            try {
                Await.until(PATIENCE, "modules, servers and publisher to run", () -> ofRun(directory) >= ALL_PROCESSES);
                assertEquals(
                        0,
                        new ProcessBuilder("/bin/kill", "-" + signal, Long.toString(chaos.pid()))
                                .start()
                                .waitFor());
                Await.until(PATIENCE, "chaos to end by " + signal, () -> !chaos.isAlive());
            } finally {
                chaos.destroyForcibly();
            }
            assertEquals(List.of(), Arrays.asList(directory.toFile().list()), "files");
            assertEquals(0, ofRun(directory), "processes");
            assertFalse(Files.readString(Path.of("/proc/self/mounts")).contains(directory.toString()), "mounts");
        }
    }

    /** How many processes a run below {@code directory} has. */
    private static int ofRun(Path directory) {
        return ChaosRemains.processes(directory + "/pullover-chaos-").size();
    }

    private static Process begin(String... arguments) throws IOException {
        // Whoever started the tests may ignore INT, as a background job of a shell does, which a JVM inherits and
        // respects.
        List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT", SCRIPT.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        builder.environment().put("PULLOVER_NO_BUILD", "1");
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        return builder.start();
    }
}
