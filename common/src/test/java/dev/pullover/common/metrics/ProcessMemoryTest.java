package dev.pullover.common.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessMemoryTest {
    @TempDir
    Path directory;

    @Test
    void readsWhatTheSystemSays() throws IOException {
        Files.writeString(
                directory.resolve("status"), "Name:\tjava\nVmHWM:\t  9 kB\nVmRSS:\t  123456 kB\nThreads:\t3\n");
        Files.writeString(
                directory.resolve("smaps_rollup"),
                "5581-7ffe ---p 00000000 00:00 0 [rollup]\nRss: 8 kB\nPss:   77 kB\n");
        ProcessMemory memory = ProcessMemory.in(directory);
        assertEquals(OptionalLong.of(123_456L * 1024), memory.resident());
        assertEquals(OptionalLong.of(77L * 1024), memory.proportional());
    }

    @Test
    void saysNothingOfAProcessThatIsGoneOrOfOddContent() throws IOException {
        assertTrue(ProcessMemory.in(directory.resolve("gone")).resident().isEmpty());
        Files.writeString(directory.resolve("status"), "Name:\tjava\nVmRSS:\t");
        assertTrue(ProcessMemory.in(directory).resident().isEmpty());
    }

    @Test
    void knowsThisProcess() {
        ProcessMemory own = ProcessMemory.of(ProcessHandle.current().pid());
        assertTrue(own.resident().orElse(0) > 1 << 20, () -> own + "");
        assertTrue(own.proportional().orElse(0) <= own.resident().orElse(0), () -> own + "");
    }
}
