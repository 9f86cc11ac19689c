package dev.pullover.copylist;

import dev.pullover.common.EpochTime;
import dev.pullover.common.state.CopyingFile;
import dev.pullover.common.state.CopyingFile.Content;
import dev.pullover.common.state.StateDirectory;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Shows how far copying is while it goes on: several lines that renew themselves on a terminal, else a plain line now
 * and then. What it shows comes from {@code copying.json}, so it works beside whoever copies.
 */
final class ProgressDisplay implements AutoCloseable {
    private static final Duration LIVE_INTERVAL = Duration.ofMillis(500);
    private static final Duration PLAIN_INTERVAL = Duration.ofSeconds(5);
    private static final int MAX_LINES = 10;
    private static final int DEFAULT_COLUMNS = 80;
    private static final String UP_AND_CLEAR = "\u001b[%dA\u001b[J";

    private final CopyingFile file;
    private final PrintStream out;
    private final boolean live;
    private final int columns;
    private final Clock clock;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(Workers.factory("progress-"));
    private int shownLines;

    ProgressDisplay(StateDirectory state, PrintStream out, boolean live, int columns, Clock clock) {
        this.file = new CopyingFile(state);
        this.out = out;
        this.live = live;
        this.columns = columns;
        this.clock = clock;
    }

    /** Shows on stderr, until it is closed, what the process of {@code state} copies. */
    static ProgressDisplay start(StateDirectory state) {
        boolean terminal = System.console() != null && !"dumb".equals(System.getenv("TERM"));
        ProgressDisplay display =
                new ProgressDisplay(state, System.err, terminal, columns(System.getenv("COLUMNS")), Clock.systemUTC());
        long intervalMs = (terminal ? LIVE_INTERVAL : PLAIN_INTERVAL).toMillis();
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
        }
    }

    /** Shows what is in flight now. */
    void show() {
        try {
            Optional<Content> content = file.read();
            if (live) {
                clear();
            }
            content.ifPresent(this::print);
        } catch (IOException e) {
            // Only a display: the next time may do better.
            return;
        }
    }

    private void print(Content content) {
        out.println(CopyingText.summary(content));
        shownLines = 1;
        if (live) {
            List<String> files = CopyingText.inFlight(content, MAX_LINES, columns - 2, EpochTime.nowNs(clock));
            files.forEach(line -> out.println("  " + line));
            shownLines += files.size();
        }
        out.flush();
    }

    private void clear() {
        if (live && shownLines > 0) {
            out.printf(UP_AND_CLEAR, shownLines);
            out.flush();
        }
        shownLines = 0;
    }

    private static int columns(String text) {
        try {
            return Math.max(40, Integer.parseInt(text));
        } catch (NumberFormatException e) {
            return DEFAULT_COLUMNS;
        }
    }
}
