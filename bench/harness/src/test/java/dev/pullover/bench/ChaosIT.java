package dev.pullover.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pullover.testkit.OpenSshServer;
import dev.pullover.testkit.Soak;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Two minutes of {@code bench/chaos}, in soaks only. */
class ChaosIT {
    private static final Path SCRIPT = Path.of("../chaos").toAbsolutePath().normalize();

    @Test
    void nothingIsLostWhateverBreaks() throws IOException, InterruptedException {
        assumeTrue(Soak.isOn(), "SKIPPED: bench/chaos runs in soaks only");
        assumeTrue(OpenSshServer.isInstalled(), "SKIPPED: there is no /usr/sbin/sshd");
        ProcessBuilder builder = new ProcessBuilder(List.of(SCRIPT.toString(), "--minutes", "2")).inheritIO();
        builder.environment().put("PULLOVER_NO_BUILD", "1");
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        assertEquals(0, builder.start().waitFor());
    }
}
