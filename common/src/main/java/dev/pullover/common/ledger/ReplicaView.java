package dev.pullover.common.ledger;

import dev.pullover.common.path.FilePath;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** What is durably here, for reading. May be used while another process writes. Not thread-safe. */
public interface ReplicaView extends AutoCloseable {
    /**
     * Up to which change of the catalog everything is settled (here, parked or refused).
     *
     * @param catalogId {@link CatalogView#id()}; for another catalog than before it is 0
     */
    long position(String catalogId);

    /** The file of this path, if it is here. */
    Optional<ReplicaEntry> find(FilePath path);

    /** The parked file of this path, if it is parked. */
    Optional<ParkedFile> findParked(FilePath path);

    /**
     * Parked files whose next try is due at {@code nowNs}, longest due first, at most {@code limit}. At {@link
     * ParkedFile#NEVER} these are all. Then those that were put aside before the clock was set back, see {@link
     * ParkedFile#LONGEST_WAIT_NS}.
     */
    List<ParkedFile> due(long nowNs, int limit);

    /** How many files are put aside: parked, or tried again soon. */
    long parkedCount();

    /** How many files are {@linkplain ParkedFile#isParked parked} after so many tries. Costs what is put aside. */
    long parkedCount(int parkAfter);

    /** How many files are here, and their bytes. Costs the same for any number. */
    CatalogView.Totals totals();

    /**
     * How many files were ever received from each server, and their bytes, by its name. Counted in the transactions that
     * recorded them; what was found in place is not among them.
     */
    Map<String, CatalogView.Totals> received();

    /** The files that came last, newest first, at most {@code limit}. */
    List<ReplicaEntry> lastArrivals(int limit);

    /** The files whose escaped path sorts after that of {@code after}, in that order, at most {@code limit}. */
    List<ReplicaEntry> files(FilePath after, int limit);

    /** The parked files whose escaped path sorts after that of {@code after}, in that order, at most {@code limit}. */
    List<ParkedFile> parked(FilePath after, int limit);

    /** Files of this path that are kept aside, the last put aside first. */
    List<KeptFile> kept(FilePath path);

    /** Paths of which more than so many files are kept that were replaced, at most {@code limit}. Costs what is kept. */
    List<FilePath> replacedMoreThan(int files, int limit);

    /** Files put aside for {@code reason} before {@code sinceNs}, in that order, at most {@code limit}. */
    List<KeptFile> keptBefore(KeptFile.Reason reason, long sinceNs, int limit);

    /** How many were put aside for {@code reason} at {@code sinceNs} or later. */
    long keptSince(KeptFile.Reason reason, long sinceNs);

    /** The arrivals with a higher id than {@code after} whose files are here still, in that order, at most {@code limit}. */
    List<Arrival> arrivals(long after, int limit);

    /** The highest id ever given to an arrival, 0 if none. */
    long lastArrivalId();

    /** Up to which id arrivals have been told of ({@code on-arrival}); empty if that never began. */
    OptionalLong arrivalsTold();

    @Override
    void close();
}
