package dev.pullover.copylist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.module.Agent;
import dev.pullover.common.path.FilePath;
import dev.pullover.common.remote.RemoteSink;
import dev.pullover.common.remote.RemoteStore;
import dev.pullover.common.state.CopyingFile;
import dev.pullover.common.state.CopyingFile.Content;
import dev.pullover.common.state.StateDirectory;
import dev.pullover.testkit.Await;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told while something is in flight. */
class CopyingTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final int HALF = 1000;

    @TempDir
    private Path root;

    private Site site;
    private StateDirectory state;
    private final CountDownLatch gate = new CountDownLatch(1);

    @BeforeEach
    void makeSite() {
        site = new Site(root);
        state = new StateDirectory(root.resolve("state"));
        site.decorate(Site.PRODUCTION, StoppingHalfWay::new);
    }

    @AfterEach
    void closeSite() {
        gate.countDown();
        site.close();
    }

    @Test
    void tellsWhatIsInFlightAndNothingWhenIdle() throws Exception {
        Files.writeString(state.copyingJson(), "left by a killed one");
        site.publish("dir/big", "x".repeat(2 * HALF));
        try (Agent agent = site.open()) {
            assertFalse(Files.exists(state.copyingJson()));
            Await.until(TIMEOUT, "half of it has come", () -> {
                Site.step(agent);
                site.advance(Duration.ofMillis(600));
                return told().map(Content::doneBytes).orElse(0L) == HALF;
            });
            Content content = told().orElseThrow();
            assertEquals(1, content.leftFiles());
            assertEquals(HALF, content.leftBytes(), "the other half");
            assertEquals(ProcessHandle.current().pid(), content.pid());
            assertEquals("dir/big", content.inFlight().get(0).path());
            assertEquals(HALF, content.inFlight().get(0).doneBytes());
            assertEquals(Site.PRODUCTION, content.inFlight().get(0).server());

            gate.countDown();
            Await.until(
                    TIMEOUT,
                    "it is idle again",
                    () -> Site.step(agent) && site.has("dir/big") && !Files.exists(state.copyingJson()));
        }
    }

    @Test
    void tellsNothingOfWhatIsQuick() throws Exception {
        gate.countDown();
        site.publish("f", "x");
        try (Agent agent = site.open()) {
            Await.until(TIMEOUT, "it is here", () -> {
                Site.step(agent);
                assertFalse(Files.exists(state.copyingJson()));
                return site.has("f");
            });
        }
    }

    @Test
    void showsPlainLinesAndRenewedOnes() throws Exception {
        copyBigFile();
        String line = "12 of 42 files, 52.4 MB of 1.1 GB (4 %), 15.0 MB/s, 1 min 12 s to go\n";
        assertEquals(line, shown(false, 1, 20));
        String live = shown(true, 2, 80);
        assertTrue(live.startsWith(line + "  …"), live);
        assertTrue(live.contains("big.bin   50 % of  104.8 MB from production, "), live);
        assertTrue(live.contains("\u001b[2A\u001b[J"), "the second time takes the first away");
        assertTrue(live.lines().allMatch(shown -> shown.length() <= 80 + 10), live);
        String narrow = shown(true, 1, 30);
        assertTrue(narrow.startsWith("12 of 42 files, 52.4 MB of 1.\n"), narrow);
        assertTrue(narrow.replaceAll("\u001b.*", "").lines().allMatch(shown -> shown.length() < 30), narrow);
        Files.delete(state.copyingJson());
        assertEquals("", shown(true, 1, 80));
    }

    @Test
    void makesWayForWhatOthersWrite() throws Exception {
        copyBigFile();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Optional<Terminal> terminal = Optional.of(new Terminal(Path.of("/dev/null")));
        try (ProgressDisplay display =
                        new ProgressDisplay(state, new PrintStream(out, true), terminal, 80, Clock.systemUTC());
                PrintStream err = display.forOthers()) {
            display.show();
            err.print("WARN production");
            display.show();
            err.println(" is DOWN");
            display.show();
        }
        String shown = out.toString();
        assertEquals(2, shown.split("12 of 42 files", -1).length - 1, "not within the line of others: " + shown);
        assertTrue(shown.contains("\u001b[2A\u001b[JWARN production is DOWN\n12 of 42 files"), shown);
        assertTrue(shown.endsWith("\u001b[2A\u001b[J"), shown);
    }

    @Test
    void knowsATerminalAndItsWidth() throws Exception {
        assertTrue(Terminal.of(Path.of("/dev/pts/3")).isPresent());
        assertTrue(Terminal.of(Path.of("/dev/tty1")).isPresent());
        assertTrue(Terminal.of(Path.of("/tmp/errors.txt")).isEmpty());
        assertTrue(Terminal.of(Path.of("pipe:[4711]")).isEmpty());
        assertTrue(Terminal.ofStderr("dumb").isEmpty());
        assertEquals(OptionalInt.of(132), Terminal.parse("24 132\n"));
        assertEquals(OptionalInt.empty(), Terminal.parse("0 0\n"));
        assertEquals(OptionalInt.empty(), Terminal.parse(""));
        assertEquals(OptionalInt.empty(), new Terminal(Path.of("/dev/null")).columns());
    }

    private void copyBigFile() throws IOException {
        new CopyingFile(state)
                .write(new Content(
                        1,
                        1,
                        2_000_000_000L,
                        0,
                        12,
                        52_400_000,
                        30,
                        1_047_600_000,
                        15_000_000,
                        72_000,
                        List.of(new CopyingFile.InFlight(
                                "a/very/long/way/to/go/until/there/is/the/file/with/the/name/big.bin",
                                "production",
                                104_800_000,
                                52_400_000,
                                0))));
    }

    private Optional<Content> told() {
        try {
            return new CopyingFile(state).read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String shown(boolean live, int times, int columns) {
        // One that does not say how wide it is.
        Optional<Terminal> terminal = live ? Optional.of(new Terminal(Path.of("/dev/null"))) : Optional.empty();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ProgressDisplay display =
                new ProgressDisplay(state, new PrintStream(out, true), terminal, columns, Clock.systemUTC())) {
            for (int i = 0; i < times; i++) {
                display.show();
            }
            return out.toString();
        }
    }

    /** Waits in the middle of the first file until the gate opens. */
    private final class StoppingHalfWay extends Forwarding {
        StoppingHalfWay(RemoteStore store) {
            super(store);
        }

        @Override
        public long read(FilePath path, long offset, long length, RemoteSink sink) throws IOException {
            return super.read(path, offset, length, (buffer, from, count) -> {
                int first = Math.min(HALF, count);
                sink.accept(buffer, from, first);
                await();
                if (count > first) {
                    sink.accept(buffer, from + first, count - first);
                }
            });
        }

        private void await() {
            try {
                gate.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
