package dev.pullover.copylist;

import dev.pullover.common.catalog.Sha256;
import dev.pullover.common.ledger.KeptFile;
import java.util.Optional;

/** How trying to bring one file ended. Each knows the server, empty if none took part, and the reason for people. */
sealed interface Outcome extends Attempt {
    /** Name of the server in the configuration, or empty. */
    default String server() {
        return "";
    }

    /** Why, for people; empty where there is nothing to explain. */
    default String reason() {
        return "";
    }

    /** Calls the method for this outcome: whoever handles outcomes handles all. */
    void handle(Cases cases);

    /** One method for each outcome. */
    interface Cases {
        void copied(Copied copied);

        void alreadyHere(AlreadyHere alreadyHere);

        void superseded(Superseded superseded);

        void notYet(NotYet notYet);

        void vanished(Vanished vanished);

        void retry(Retry retry);

        void badHash(BadHash badHash);

        void rejected(Rejected rejected);

        void deleted(Deleted deleted);

        void held(Held held);
    }

    /**
     * All of it has come, with the right hash; permissions and date are set.
     *
     * @param receivedBytes came now
     * @param resumedBytes had come before
     * @param hash of the content
     */
    record Copied(String server, long receivedBytes, long resumedBytes, Sha256 hash) implements Outcome {
        @Override
        public void handle(Cases cases) {
            cases.copied(this);
        }
    }

    /**
     * It is in place.
     *
     * @param unsynced whether it may not be on disk yet
     * @param unrecorded whether the replica's database does not know it as it was published
     * @param hash of the content
     */
    record AlreadyHere(boolean unsynced, boolean unrecorded, Sha256 hash) implements Outcome {
        @Override
        public void handle(Cases cases) {
            cases.alreadyHere(this);
        }
    }

    /** The servers have something else under this path by now, and the catalog has it too. */
    record Superseded(String server, String reason) implements Outcome {
        @Override
        public void handle(Cases cases) {
            cases.superseded(this);
        }
    }

    /** The server does not have it, or not all of it, as those who replicate to it are not that far. */
    record NotYet(String server, String reason) implements Outcome {
        @Override
        public void handle(Cases cases) {
            cases.notYet(this);
        }
    }

    /** It is gone from where it was published. */
    record Vanished(String server, String reason) implements Outcome {
        @Override
        public void handle(Cases cases) {
            cases.vanished(this);
        }
    }

    /** It failed, and may succeed later. */
    record Retry(String server, String reason) implements Outcome {
        @Override
        public void handle(Cases cases) {
            cases.retry(this);
        }
    }

    /** A server has something else under this path than was published, and no later publication explains it. */
    record BadHash(String server) implements Outcome {
        @Override
        public String reason() {
            return "its content has another hash than was published";
        }

        @Override
        public void handle(Cases cases) {
            cases.badHash(this);
        }
    }

    /**
     * It was deleted on the server, and is not in its place any more.
     *
     * @param kept where it is now; empty if it was not in its place
     */
    record Deleted(Optional<KeptFile> kept) implements Outcome {
        @Override
        public void handle(Cases cases) {
            cases.deleted(this);
        }
    }

    /** It was deleted on the server together with too many others: it stays until someone says so. */
    record Held(String reason) implements Outcome {
        @Override
        public void handle(Cases cases) {
            cases.held(this);
        }
    }

    /** It must not or cannot be written here, until someone acts. */
    record Rejected(String reason) implements Outcome {
        @Override
        public void handle(Cases cases) {
            cases.rejected(this);
        }
    }
}
