package dev.pullover.common.catalog;

/** Cuts bytes that come piece by piece into lines; keeps at most one line. For one thread. */
final class LineSplitter {
    /** Takes lines. */
    interface Sink {
        /**
         * A line without its line feed: {@code buffer[at …]}.
         *
         * @return whether more are wanted
         */
        boolean line(byte[] buffer, int at, int length);
    }

    /** The beginning of a line whose end was not fed yet. */
    private final byte[] partial = new byte[CatalogLine.MAX_BYTES];

    private final Sink sink;
    private int partialLength;

    LineSplitter(Sink sink) {
        this.sink = sink;
    }

    /** Bytes since the last line feed. */
    int pending() {
        return partialLength;
    }

    /**
     * The next bytes are {@code buffer[start …]}.
     *
     * @return false if a line is longer than {@link CatalogLine#MAX_BYTES}
     */
    boolean feed(byte[] buffer, int start, int length) {
        int end = start + length;
        int at = start;
        boolean wanted = true;
        while (at < end && wanted) {
            int lineFeed = indexOfLineFeed(buffer, at, end);
            int stop = lineFeed < 0 ? end : lineFeed;
            if (lineFeed >= 0 && partialLength == 0) {
                wanted = sink.line(buffer, at, lineFeed - at);
            } else if (partialLength + stop - at > partial.length) {
                return false;
            } else {
                wanted = keep(buffer, at, stop - at, lineFeed >= 0);
            }
            at = stop + 1;
        }
        return true;
    }

    private boolean keep(byte[] buffer, int at, int length, boolean whole) {
        System.arraycopy(buffer, at, partial, partialLength, length);
        partialLength += length;
        if (!whole) {
            return true;
        }
        int line = partialLength;
        partialLength = 0;
        return sink.line(partial, 0, line);
    }

    private static int indexOfLineFeed(byte[] buffer, int from, int to) {
        for (int i = from; i < to; i++) {
            if (buffer[i] == '\n') {
                return i;
            }
        }
        return -1;
    }
}
