package dev.pullover.synchrolist;

import java.io.PrintWriter;

/** Lines up to a limit, written in large pieces; ends when nobody reads them any more, as in a pipe into {@code head}. */
final class LineOutput {
    private static final int PIECE_CHARACTERS = 64 << 10;

    private final PrintWriter out;
    private final StringBuilder piece = new StringBuilder();
    private long left;

    /** @param limit most lines, without headers */
    LineOutput(PrintWriter out, long limit) {
        this.out = out;
        this.left = limit;
    }

    void header(String text) {
        piece.append(text).append('\n');
    }

    void line(String text) {
        if (left == 0) {
            return;
        }
        left--;
        piece.append(text).append('\n');
        if (piece.length() >= PIECE_CHARACTERS) {
            flush();
        }
    }

    /** Writes what waits, and tells whether more is wanted. */
    boolean goesOn() {
        flush();
        return left > 0 && !out.checkError();
    }

    private void flush() {
        out.write(piece.toString());
        out.flush();
        piece.setLength(0);
    }
}
