package dev.pullover.publishlist;

import java.io.InputStream;
import java.time.Clock;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What a publisher is given to work with, so that it needs nothing global.
 *
 * @param files how outbox and index are changed
 * @param clock wall clock: dates of publications, and the age of sources
 * @param nanoTime elapsed time, nanoseconds from an arbitrary origin
 * @param epochs identity for a catalog begun anew
 * @param standardInput where a list file called "-" comes from
 * @param segmentBytes size from which on a segment of the catalog is sealed and a new one begun, at least 1
 */
record PublisherContext(
        FileOps files,
        Clock clock,
        LongSupplier nanoTime,
        Supplier<UUID> epochs,
        InputStream standardInput,
        long segmentBytes) {
    /** Size of a segment: some 80,000 lines. */
    static final long DEFAULT_SEGMENT_BYTES = 16L << 20;

    /** The real world. */
    static PublisherContext of(Clock clock, LongSupplier nanoTime, Supplier<UUID> epochs, InputStream standardInput) {
        return new PublisherContext(new LocalFileOps(), clock, nanoTime, epochs, standardInput, DEFAULT_SEGMENT_BYTES);
    }
}
