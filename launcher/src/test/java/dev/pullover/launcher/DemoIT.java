package dev.pullover.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoIT {
    @TempDir
    Path directory;

    @Test
    void endsWithEveryFileThereOnce() throws IOException, InterruptedException {
        try (Site site = Site.in(directory)) {
            Site.Result demo = site.pullover("demo", "--quick");
            assertEquals(0, demo.exitCode(), demo.toString());
            assertTrue(
                    demo.out()
                            .matches(
                                    "(?s).*demo: 240 published, 240 arrived, 0 lost, 0 copied twice;"
                                            + " production lost -> backup in \\d+\\.\\d s; back on production in \\d+\\.\\d s\n"),
                    demo.toString());
        }
    }
}
