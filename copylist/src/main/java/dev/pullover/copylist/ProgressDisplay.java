package dev.pullover.copylist;

import dev.pullover.common.EpochTime;
import dev.pullover.common.state.CopyingFile;
import dev.pullover.common.state.CopyingFile.Content;
import dev.pullover.common.state.StateDirectory;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Shows how far copying is while it goes on: several lines that renew themselves on a terminal, else a plain line now
 * and then. What it shows comes from {@code copying.json}, so it works beside whoever copies.
 * What others write to the terminal meanwhile stays: the renewing lines make way, and come again below it.
 */
final class ProgressDisplay implements AutoCloseable {
    private static final Duration LIVE_INTERVAL = Duration.ofMillis(500);
    private static final Duration PLAIN_INTERVAL = Duration.ofSeconds(5);
    private static final int MAX_LINES = 10;
    private static final int DEFAULT_COLUMNS = 80;
    private static final int LEAST_COLUMNS = 10;
    private static final int MEASURE_EVERY = 10;
    private static final String INDENT = "  ";
    private static final String UP_AND_CLEAR = "\u001b[%dA\u001b[J";

    private final CopyingFile file;
    private final PrintStream out;
    private final Optional<Terminal> terminal;
    private final Clock clock;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(Workers.factory("progress-"));
    private int columns;
    private int shows;
    private int shownLines;
    /** Whether others write to stderr through this display. */
    private boolean standsBefore;
    /** Someone else has written a part of a line. */
    private boolean lineIsOpen;

    /** @param columns width of the terminal, as long as it does not say another */
    ProgressDisplay(StateDirectory state, PrintStream out, Optional<Terminal> terminal, int columns, Clock clock) {
        this.file = new CopyingFile(state);
        this.out = out;
        this.terminal = terminal;
        this.columns = columns;
        this.clock = clock;
    }

    /** Shows on stderr, until it is closed, what the process of {@code state} copies. */
    static ProgressDisplay start(StateDirectory state) {
        Optional<Terminal> terminal = Terminal.ofStderr(System.getenv().getOrDefault("TERM", ""));
        ProgressDisplay display = new ProgressDisplay(state, System.err, terminal, DEFAULT_COLUMNS, Clock.systemUTC());
        display.standsBefore = terminal.isPresent();
        if (display.standsBefore) {
            System.setErr(display.forOthers());
        }
        long intervalMs = (terminal.isPresent() ? LIVE_INTERVAL : PLAIN_INTERVAL).toMillis();
        display.thread.scheduleWithFixedDelay(display::show, intervalMs, intervalMs, TimeUnit.MILLISECONDS);
        return display;
    }

    /** Takes the renewing lines away: what was done is told by others. */
    @Override
    public void close() {
        thread.shutdownNow();
        try {
            if (thread.awaitTermination(1, TimeUnit.SECONDS)) {
                clear();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (standsBefore) {
                System.setErr(out);
            }
        }
    }

    /** What others are to write to instead of the stream of the display. */
    PrintStream forOthers() {
        return new PrintStream(new Others(), true, StandardCharsets.UTF_8);
    }

    /** Shows what is in flight now. */
    void show() {
        try {
            Optional<Content> content = file.read();
            measure();
            renew(content);
        } catch (IOException e) {
            // Only a display: the next time may do better.
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void renew(Optional<Content> content) {
        if (!lineIsOpen) {
            clear();
            content.ifPresent(this::print);
        }
    }

    private synchronized void writeAbove(byte[] bytes, int offset, int length) {
        if (length > 0) {
            clear();
            out.write(bytes, offset, length);
            lineIsOpen = bytes[offset + length - 1] != '\n';
        }
    }

    private void print(Content content) {
        line(CopyingText.summary(content));
        if (terminal.isPresent()) {
            CopyingText.inFlight(content, MAX_LINES, columns - INDENT.length() - 1, EpochTime.nowNs(clock))
                    .forEach(file -> line(INDENT + file));
        }
        out.flush();
    }

    /** A line that wraps would be two, and half of it would stay when it is taken away. */
    private void line(String text) {
        out.println(terminal.isPresent() && text.length() >= columns ? text.substring(0, columns - 1) : text);
        shownLines++;
    }

    /** Now and then: people change the size of windows. */
    private void measure() throws InterruptedException {
        if (terminal.isPresent() && shows++ % MEASURE_EVERY == 0) {
            columns = Math.max(LEAST_COLUMNS, terminal.get().columns().orElse(columns));
        }
    }

    private synchronized void clear() {
        if (terminal.isPresent() && shownLines > 0) {
            out.printf(UP_AND_CLEAR, shownLines);
            out.flush();
        }
        shownLines = 0;
    }

    /** Takes what others write. */
    private final class Others extends OutputStream {
        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            writeAbove(bytes, offset, length);
        }

        @Override
        public void flush() {
            out.flush();
        }
    }
}
