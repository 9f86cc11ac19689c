package dev.pullover.common.catalog;

import java.nio.charset.StandardCharsets;

/**
 * The running hash over the lines of a catalog: SHA-256 of (previous value ‖ line without its line
 * feed). Two catalogs with the same value at the same sequence have the same history. A new catalog
 * starts from {@link Sha256#ZERO}, a child epoch from the value of its parent at the branch.
 *
 * <p>For one thread.
 */
public final class Chain {
    private final Sha256.Hasher hasher = new Sha256.Hasher();
    private Sha256 value;

    /** A chain that has come to {@code start}. */
    public Chain(Sha256 start) {
        this.value = start;
    }

    /** Adds a line: {@code buffer[offset …]}, without line feed. */
    public void add(byte[] buffer, int offset, int length) {
        hasher.update(value);
        hasher.update(buffer, offset, length);
        value = hasher.finish();
    }

    /** Adds a line. */
    public void add(CatalogLine line) {
        byte[] bytes = line.format().getBytes(StandardCharsets.US_ASCII);
        add(bytes, 0, bytes.length);
    }

    /** The value after the last line added. */
    public Sha256 value() {
        return value;
    }
}
