package dev.pullover.launcher;

import java.io.PrintStream;

/** Shows how the demo goes: one line that changes on a terminal, plain lines elsewhere. One thread. */
final class DemoDisplay {
    private static final int WIDTH = 79;

    private final PrintStream out;
    private final boolean terminal;
    private String shown = "";

    DemoDisplay(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    /** Something happened: a line that stays. */
    void event(double seconds, String text) {
        clear();
        out.printf("%6.1f s  %s%n", seconds, text);
    }

    /** How far it is: replaces the line before on a terminal, and is left out elsewhere. */
    void progress(int published, long arrived, String server) {
        if (!terminal) {
            return;
        }
        int width = 30;
        int done = published == 0 ? 0 : (int) Math.min(width, arrived * width / published);
        String line = "          [" + "#".repeat(done) + ".".repeat(width - done) + "] " + arrived + "/" + published
                + " from " + server;
        if (!line.equals(shown)) {
            out.print("\r" + line + " ".repeat(Math.max(0, WIDTH - line.length())));
            out.flush();
            shown = line;
        }
    }

    /** The last line. */
    void summary(String text) {
        clear();
        out.println(text);
    }

    private void clear() {
        if (terminal && !shown.isEmpty()) {
            out.print("\r" + " ".repeat(WIDTH) + "\r");
            shown = "";
        }
    }
}
