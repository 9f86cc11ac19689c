package dev.pullover.synchrolist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.testkit.Soak;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever others do to the trees of two servers, and however often the scanning process dies, nothing is lost or made up. */
final class ScanModelTest {
    private static final int STEPS = 80;

    @TempDir
    private Path folder;

    @Test
    void publishChangeDeleteTouchCrashAndSwitchAgreeWithASimpleModel() throws IOException {
        long first = Long.getLong("model.seed", System.nanoTime());
        for (long seed = first; seed < first + Soak.times(8, 500); seed++) {
            System.out.println("ScanModelTest seed " + seed);
            try (ScanModel model = new ScanModel(new Random(seed), Files.createDirectory(folder.resolve("s" + seed)))) {
                for (int step = 0; step < STEPS; step++) {
                    model.step("seed " + seed + ", step " + step);
                }
                for (String server : new String[] {"production", "backup", "production"}) {
                    model.settle(server, "seed " + seed + ", at the end");
                }
                assertTrue(model.looks() > 10, "seed " + seed + " looked only " + model.looks() + " times");
                assertEquals(0, model.waiting(), "seed " + seed);
            }
        }
    }
}
