package dev.pullover.common.config;

/** How pulls are spread over servers that have the same content. */
public enum Balance {
    /** Not at all: the chosen server serves everything. */
    FAILOVER,
    /** In turn. */
    ROUND_ROBIN,
    /** In turn, in proportion to the servers' weights. */
    WEIGHTED,
    /** Whichever has the fewest pulls in flight. */
    LEAST_CONNECTIONS
}
