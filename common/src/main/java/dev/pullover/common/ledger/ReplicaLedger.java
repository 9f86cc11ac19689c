package dev.pullover.common.ledger;

import dev.pullover.common.path.FilePath;
import dev.pullover.common.queue.ReaderPosition;
import java.util.List;
import java.util.Map;

/**
 * What is durably here. copylist alone writes; others may read meanwhile, as {@link ReplicaView}. {@link #commit}
 * returns when its content has reached the disk. Not thread-safe.
 */
public interface ReplicaLedger extends ReplicaView {
    /** Where reading the queue of wanted files stands, by writer. */
    Map<String, ReaderPosition> readerPositions();

    /**
     * Records the end of a batch, in one transaction that is on disk when this returns.
     *
     * @throws FullException if there is no space for it; nothing is recorded then
     */
    void commit(Batch batch);

    /**
     * Makes every parked file due at {@code nowNs}, also those that would never be tried again, but for {@link
     * ParkedFile#HELD deletions that are held back}.
     *
     * @return how many were not due yet
     * @throws FullException if there is no space for it
     */
    long retryParked(long nowNs);

    /**
     * Makes the deletions that are held back due at {@code nowNs}.
     *
     * @return how many they are
     * @throws FullException if there is no space for it
     */
    long releaseHeld(long nowNs);

    /**
     * Forgets files that were put aside; their files are gone.
     *
     * @throws FullException if there is no space for it
     */
    void forgetKept(List<KeptFile> gone);

    /**
     * Arrivals up to this id have been told of.
     *
     * @throws FullException if there is no space for it
     */
    void setArrivalsTold(long id);

    /**
     * What a batch of work came to. A path is in one of the first four lists at most, unless it is removed and parked:
     * then it is looked at as if it had never come.
     *
     * @param arrived files that are durably in place; each is parked no more
     * @param parked files put aside, replacing what was known of them
     * @param unparked paths that need not be tried any more
     * @param removed paths that are no longer here
     * @param kept files put aside
     * @param catalogId the catalog that {@code position} belongs to
     * @param position up to which change everything is settled
     * @param readerPositions where reading the queue stands
     */
    record Batch(
            List<ReplicaEntry> arrived,
            List<ParkedFile> parked,
            List<FilePath> unparked,
            List<FilePath> removed,
            List<KeptFile> kept,
            String catalogId,
            long position,
            Map<String, ReaderPosition> readerPositions) {
        public Batch {
            arrived = List.copyOf(arrived);
            parked = List.copyOf(parked);
            unparked = List.copyOf(unparked);
            removed = List.copyOf(removed);
            kept = List.copyOf(kept);
            readerPositions = Map.copyOf(readerPositions);
        }

        /** A batch in which nothing was put aside. */
        public Batch(
                List<ReplicaEntry> arrived,
                List<ParkedFile> parked,
                List<FilePath> unparked,
                List<FilePath> removed,
                String catalogId,
                long position,
                Map<String, ReaderPosition> readerPositions) {
            this(arrived, parked, unparked, removed, List.of(), catalogId, position, readerPositions);
        }
    }

    /** The disk is full: try again when there is space. */
    final class FullException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public FullException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
