package dev.pullover.common.message;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Which server to use, why, and until when that holds. A reader that finds it expired asks {@code servers.json}.
 *
 * @param timeNs when it was given, nanoseconds since 1970 UTC
 * @param validUntilNs until when it holds, nanoseconds since 1970 UTC
 * @param reason why the first server is first, for people; at most 200 bytes travel
 * @param servers all servers, best first; those which may not be used come last
 */
public record Verdict(long timeNs, long validUntilNs, String reason, List<Choice> servers) {
    /** Longest server name, in bytes. */
    public static final int MAX_NAME_BYTES = 32;
    /** Most servers in one configuration. */
    public static final int MAX_SERVERS = 32;

    public Verdict {
        Objects.requireNonNull(reason, "reason");
        servers = List.copyOf(servers);
    }

    /** The server to use, if there is one. */
    public Optional<Choice> active() {
        return servers.stream().filter(choice -> choice.state().isUsable()).findFirst();
    }

    /** The servers that may be used, best first. */
    public List<Choice> usable() {
        return servers.stream().filter(choice -> choice.state().isUsable()).toList();
    }

    /** Whether it still holds at {@code nowNs}, nanoseconds since 1970 UTC. */
    public boolean holdsAt(long nowNs) {
        return nowNs <= validUntilNs;
    }

    /**
     * One server in a verdict.
     *
     * @param name in the configuration
     * @param state what testserver thinks of it
     * @param epoch of its catalog, or empty if it has none or it is not known
     * @param sequence last sequence number of its catalog, 0 if not known
     */
    public record Choice(String name, ServerState state, String epoch, long sequence) {
        public Choice {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(state, "state");
            Objects.requireNonNull(epoch, "epoch");
        }
    }
}
