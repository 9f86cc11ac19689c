package dev.pullover.common.ledger;

import dev.pullover.common.ledger.CatalogLedger.Changes;
import dev.pullover.common.path.FilePath;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What servers without a catalog were seen to offer, for synchrolist, which alone writes it, beside the entries of {@code
 * catalog.db}: each server's directories and files as they were at the last look. Not thread-safe.
 */
public interface ScanLedger {
    /** Instead of the directory above the outbox. */
    long NO_PARENT = 0;

    /** The server's directories with an id above {@code after}, in that order, at most {@code limit}. */
    List<Directory> directories(String server, long after, int limit);

    /** Same, those only that must be listed at the next look whatever their date. */
    List<Directory> unsettled(String server, long after, int limit);

    /** The directories in a directory. */
    List<Directory> children(long directory);

    /** What was seen of a name in a directory. */
    Optional<SeenFile> file(long directory, FilePath name);

    /** What was seen in a directory, after {@code after} in the order of escaped names, at most {@code limit}. */
    List<SeenFile> files(long directory, FilePath after, int limit);

    /** How many names were seen in a directory, without directories. */
    long fileCount(long directory);

    /** The server on which scanning found the entry of a path; empty if a catalog named it, or there is none. */
    Optional<String> origin(FilePath path);

    /** When every directory of a server was last listed, nanoseconds since 1970 UTC; 0 if never. */
    long fullScanNs(String server);

    /**
     * Carries out {@code work} in one transaction, on disk when this returns. If it fails nothing has happened.
     *
     * @return the change numbers that were given
     */
    Changes write(Consumer<Writer> work);

    /** Changes, within {@link #write}. What is written can be read at once. */
    interface Writer {
        /** Enters a directory if it is not known. */
        void addDirectory(String server, long parent, FilePath path, long mtimeSeconds, long sinceNs);

        /** Says how a known directory was found. */
        void setDirectory(Directory directory);

        /** Forgets a directory, all that is in it, and the entries whose origin it was. */
        void removeDirectory(Directory directory);

        /** Says how a name was found. */
        void putFile(long directory, SeenFile file);

        /**
         * Forgets a name, and the entry of {@code path} if the server is its origin: then other servers that show the path
         * are to be looked at again.
         */
        void removeFile(long directory, FilePath name, FilePath path, String server);

        /**
         * Other servers that show a name in this directory are to be looked at again: they may have what was not taken while
         * this one's was known.
         */
        void lookAgainElsewhere(Directory directory, FilePath name);

        /** Makes what the server offers the entry of a path, under a new change number and with unknown hash. */
        void offer(String server, FilePath path, SeenFile file, long nowNs);

        /** Remembers a name that is not taken over, with the reason. */
        void refuse(FilePath path, String reason);

        /** Forgets that. */
        void unrefuse(FilePath path);

        /** Every directory of a server was listed. */
        void setFullScan(String server, long nowNs);
    }

    /**
     * A directory of a server.
     *
     * @param id grows with every new one
     * @param server name in the configuration
     * @param parent id of the directory that it is in, or {@link #NO_PARENT} of the outbox
     * @param path empty of the outbox
     * @param mtimeSeconds its date, seconds since 1970 UTC
     * @param sinceNs when that date was first seen, nanoseconds since 1970 UTC by this machine's clock
     * @param settled whether it need not be listed again while it has this date
     */
    record Directory(
            long id, String server, long parent, FilePath path, long mtimeSeconds, long sinceNs, boolean settled) {}

    /**
     * A name that is not a directory.
     *
     * @param name last component of the path
     * @param size bytes
     * @param mtimeSeconds date, seconds since 1970 UTC
     * @param mode permission bits, 0 to 0777
     * @param sinceNs when it was first seen like this, nanoseconds since 1970 UTC by this machine's clock
     * @param state what came of it
     */
    record SeenFile(FilePath name, long size, long mtimeSeconds, int mode, long sinceNs, State state) {
        /** What came of a name. The order is part of the format: only append. */
        public enum State {
            /** Seen once; a second look must agree. */
            WAITING,
            /** Looked at twice, and compared with what is known. */
            TAKEN,
            /** Its name must not be written here, or it is not a regular file. */
            REFUSED
        }

        /** Whether both look alike from outside. */
        public boolean looksLike(SeenFile other) {
            return size == other.size && mtimeSeconds == other.mtimeSeconds && mode == other.mode;
        }

        /** Same, with another state. */
        public SeenFile with(State other) {
            return new SeenFile(name, size, mtimeSeconds, mode, sinceNs, other);
        }
    }
}
