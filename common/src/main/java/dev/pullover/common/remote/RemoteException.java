package dev.pullover.common.remote;

import dev.pullover.common.message.FaultKind;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A failure of a server or of the way to it, not of one file. The message names server, host and
 * port, and says what happened; {@link #kind()} is for decisions.
 */
public final class RemoteException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String server;
    private final FaultKind kind;

    public RemoteException(String server, FaultKind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
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
