package dev.pullover.common.message;

/** What testserver thinks of a server. */
public enum ServerState {
    /** Not checked yet: tried when nothing better is known. */
    UNKNOWN(0, true),
    /** All checks pass. */
    UP(1, true),
    /** All checks pass, but it answers slowly: used when no better one is there. */
    SLOW(2, true),
    /** It answers, but its catalog is behind what we have: still good for pulling what it has. */
    STALE(3, true),
    /** It does not answer, refuses us, or its outbox is not there. */
    DOWN(4, false),
    /** An operator wants nothing new pulled from it; what is under way may end. */
    DRAIN(5, false),
    /** An operator took it out: not checked, not used. */
    MAINT(6, false),
    /** Wrong host key or forked catalog: not used until an operator clears it. */
    ALARM(7, false);

    private final int id;
    private final boolean usable;

    ServerState(int id, boolean usable) {
        this.id = id;
        this.usable = usable;
    }

    /** The id in binary messages, never reused. */
    public int id() {
        return id;
    }

    /** Whether files may be pulled from a server in this state. */
    public boolean isUsable() {
        return usable;
    }

    /**
     * The state with this id.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static ServerState of(int id) {
        if (id < 0 || id >= values().length) {
            throw new IllegalArgumentException("unknown server state " + id);
        }
        return values()[id];
    }
}
