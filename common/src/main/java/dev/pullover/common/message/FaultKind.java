package dev.pullover.common.message;

import java.util.Locale;

/** In which way a server failed, for checks, transfers and fault messages alike. */
public enum FaultKind {
    /** The TCP connection was refused. */
    REFUSED(1),
    /** An open connection was reset or ended early. */
    RESET(2),
    /** Nothing came within the deadline. */
    TIMEOUT(3),
    /** The host name cannot be resolved, or there is no route. */
    UNREACHABLE(4),
    /** The server did not accept our login. */
    AUTH(5),
    /** The host key is not the pinned one: an alarm, never merely "down". */
    HOST_KEY(6),
    /** The other side does not speak SSH or SFTP, or breaks their rules. */
    PROTOCOL(7),
    /** The outbox is not there or cannot be read. */
    OUTBOX(8),
    /** The catalog has another history than the one followed: an alarm, until an operator decides which is right. */
    FORK(9),
    /**
     * No failure, but the end of one: bytes of a file come from this server, the first ones since a server failed in a
     * transfer or another one became the active one.
     */
    RECEIVING(10);

    private final int id;

    FaultKind(int id) {
        this.id = id;
    }

    /** The id in binary messages, 1 to 255, never reused. */
    public int id() {
        return id;
    }

    /** Its name in lower case, with hyphens. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether one confirming check is enough to call the server down, because it is a plain answer. */
    public boolean isHard() {
        return this == REFUSED || this == RESET || this == TIMEOUT;
    }

    /**
     * The kind with this id.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static FaultKind of(int id) {
        for (FaultKind kind : values()) {
            if (kind.id == id) {
                return kind;
            }
        }
        throw new IllegalArgumentException("unknown fault kind " + id);
    }
}
