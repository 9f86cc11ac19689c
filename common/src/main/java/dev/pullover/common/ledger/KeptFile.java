package dev.pullover.common.ledger;

import dev.pullover.common.path.FilePath;

/**
 * A file that was here and is kept aside.
 *
 * @param entry what was recorded of it while it was here
 * @param reason why it is here no more
 * @param sinceNs when it was put aside, nanoseconds since 1970 UTC
 * @param place where it is kept, below the replica directory
 */
public record KeptFile(ReplicaEntry entry, Reason reason, long sinceNs, FilePath place) {
    /** Why a file was put aside. The word is what databases and reports have. */
    public enum Reason {
        /** A newer version has taken its place. */
        REPLACED("replaced"),
        /** It was deleted on the server. */
        DELETED("deleted");

        private final String word;

        Reason(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }

        /** @throws IllegalArgumentException if there is no such word */
        public static Reason of(String word) {
            for (Reason reason : values()) {
                if (reason.word.equals(word)) {
                    return reason;
                }
            }
            throw new IllegalArgumentException("'" + word + "' is no reason to keep a file");
        }
    }
}
