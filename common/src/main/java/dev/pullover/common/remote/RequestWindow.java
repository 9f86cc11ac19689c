package dev.pullover.common.remote;

/**
 * How much of each large file is asked for before it has come. It follows the time that answers take: doubled while they come
 * soon, halved when they come late, as on a narrow line, where more in flight brings nothing, but makes everyone wait, checks
 * of the server as well. One for all files of a connection. Thread-safe.
 */
final class RequestWindow {
    /** 100 MB/s at 20 ms. */
    static final int MAX_BYTES = 2 * 1024 * 1024;

    private static final int MIN_BYTES = SftpChannel.MIN_CHUNK_BYTES;
    private static final int FIRST_BYTES = 4 * MIN_BYTES;
    /** So many requests fill it. */
    private static final int REQUESTS = 8;

    private static final long SOON_NS = 250_000_000;
    private static final long LATE_NS = 1_000_000_000;

    private volatile Size size = new Size(FIRST_BYTES);

    /**
     * A decision. What was asked for before it says nothing about it.
     *
     * @param bytes in flight of one file, at most
     */
    record Size(int bytes) {
        /** What to ask for in one request, if the server would deliver {@code most}. */
        int chunk(int most) {
            return Math.min(most, Math.max(MIN_BYTES, bytes / REQUESTS));
        }
    }

    /** What holds now. */
    Size size() {
        return size;
    }

    /**
     * An answer has come.
     *
     * @param asked what held when it was asked for
     * @param tookNs from then until it was here and needed
     */
    void answered(Size asked, long tookNs) {
        if (asked != size) {
            return;
        }
        if (tookNs < SOON_NS && asked.bytes < MAX_BYTES) {
            change(asked, asked.bytes * 2);
        } else if (tookNs > LATE_NS && asked.bytes > MIN_BYTES) {
            change(asked, asked.bytes / 2);
        }
    }

    private synchronized void change(Size from, int bytes) {
        if (size == from) {
            size = new Size(bytes);
        }
    }
}
