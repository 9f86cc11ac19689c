package dev.pullover.common.remote;

import dev.pullover.common.message.Escapes;
import dev.pullover.common.message.FaultKind;
import dev.pullover.common.message.Utf8;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A failure of a server or of the way to it, not of one file. The message names server, host and
 * port, and says what happened; {@link #kind()} is for decisions.
 */
public final class RemoteException extends IOException {
    private static final long serialVersionUID = 1L;
    private static final int MAX_MESSAGE_BYTES = 2000;

    private final String server;
    private final FaultKind kind;

    /** @param message may have what the server said: it is cut, and what would control a terminal is escaped */
    public RemoteException(String server, FaultKind kind, String message, @Nullable Throwable cause) {
        super(Utf8.cut(Escapes.escape(message), MAX_MESSAGE_BYTES), cause);
        this.server = server;
        this.kind = kind;
    }

    /** Name of the server in the configuration. */
    public String server() {
        return server;
    }

    /** What sort of failure. */
    public FaultKind kind() {
        return kind;
    }
}
