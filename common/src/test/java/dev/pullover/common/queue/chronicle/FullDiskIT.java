package dev.pullover.common.queue.chronicle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.message.Channel;
import dev.pullover.common.message.LogLine;
import dev.pullover.common.queue.MessageTailer;
import dev.pullover.testkit.JavaProcess;
import dev.pullover.testkit.SmallDisk;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The disk fills between two looks at the free space. Where mapped memory has no block on it, the system ends a process that
 * touches it by SIGBUS.
 */
class FullDiskIT {
    private static final int DISK_BYTES = 4 << 20;
    /** Some hundred KB, less than what makes a writer look at the free space again. */
    private static final int MANY = 3000;

    @TempDir
    Path directory;

    private SmallDisk disk;
    private Process writer;
    private BufferedReader told;
    private Writer orders;

    @BeforeEach
    void start() throws IOException, InterruptedException {
        disk = SmallDisk.mount(directory.resolve("small-disk"), DISK_BYTES)
                .orElseGet(() -> Assumptions.abort("SKIPPED: only root can mount a small disk, to fill it"));
        writer = JavaProcess.of(OrderedWriter.class, disk.path().toString())
                .redirectError(complaints().toFile())
                .start();
        told = writer.inputReader();
        orders = writer.outputWriter();
    }

    @AfterEach
    void stop() throws IOException, InterruptedException {
        if (writer != null) {
            writer.destroyForcibly().waitFor();
            disk.close();
        }
    }

    @Test
    void aWriterOutlivesADiskThatFillsAndGoesOnWhenThereIsSpace() throws IOException {
        assertEquals(10, append(10));
        try (MessageTailer<LogLine> reader = storage().tailer(Channel.LOG, "copylist")) {
            assertEquals(10, read(reader));
            Path filler = SmallDisk.fill(disk.path());
            int more = append(MANY);
            assertTrue(more < MANY, more + " of " + MANY + " lines on a full disk");
            assertEquals(more, read(reader));
            Files.delete(filler);
            order("look");
            assertEquals(MANY, append(MANY));
            assertEquals(MANY, read(reader));
        }
        assertToldOnce("No space left on device");
    }

    @Test
    void aCycleIsBegunOnlyWhenThereIsSpace() throws IOException {
        assertEquals(10, append(10));
        try (MessageTailer<LogLine> reader = storage().tailer(Channel.LOG, "copylist")) {
            assertEquals(10, read(reader));
            Path filler = SmallDisk.fill(disk.path());
            order("cycle");
            assertEquals(0, append(10));
            assertEquals(0, read(reader));
            Files.delete(filler);
            order("look");
            assertEquals(10, append(10));
            assertEquals(10, read(reader));
        }
        assertToldOnce("No space left on device");
    }

    @Test
    void aQueueIsMadeOnlyWhenThereIsSpace() throws IOException {
        order("fill");
        assertEquals(0, append(10));
        Files.delete(disk.path().resolve(SmallDisk.FILLER));
        order("look");
        assertEquals(10, append(10));
        try (MessageTailer<LogLine> reader = storage().tailer(Channel.LOG, "copylist")) {
            assertEquals(10, read(reader));
        }
        assertToldOnce("No space left on device");
    }

    @Test
    void whatIsRefusedForLackOfSpaceIsToldToo() throws IOException {
        assertEquals(10, append(10));
        Path filler = SmallDisk.fill(disk.path());
        order("look");
        assertEquals(0, append(10));
        Files.delete(filler);
        order("look");
        assertEquals(10, append(10));
        assertToldOnce("less free space");
    }

    /** On its standard error. */
    private void assertToldOnce(String why) throws IOException {
        String all = Files.readString(complaints());
        assertEquals(
                1,
                all.lines()
                        .filter(line -> line.contains("messages are dropped"))
                        .count(),
                all);
        assertTrue(all.contains(why), all);
    }

    private Path complaints() {
        return directory.resolve("stderr");
    }

    private int append(int lines) throws IOException {
        order(Integer.toString(lines));
        String appended = told.readLine();
        assertTrue(appended != null, "the writer has ended");
        return Integer.parseInt(appended);
    }

    private void order(String order) throws IOException {
        orders.write(order + "\n");
        orders.flush();
    }

    /** How many new lines there are. */
    private static int read(MessageTailer<LogLine> reader) {
        int lines = 0;
        while (reader.next() != null) {
            lines++;
        }
        return lines;
    }

    private ChronicleStorage storage() {
        return new ChronicleStorage(disk.path(), 0, Clock.systemUTC(), System::nanoTime);
    }
}
