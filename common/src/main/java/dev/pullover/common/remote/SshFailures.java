package dev.pullover.common.remote;

import dev.pullover.common.message.FaultKind;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import net.schmizz.sshj.common.SSHException;
import net.schmizz.sshj.userauth.UserAuthException;
import org.jspecify.annotations.Nullable;

/** Tells what sort of failure lies behind an exception of sshj or of a socket. */
final class SshFailures {
    /** Exceptions may be each other's cause. */
    private static final int MAX_CAUSES = 20;

    private SshFailures() {}

    static FaultKind kind(Throwable failure) {
        Throwable cause = failure;
        for (int i = 0; cause != null && i < MAX_CAUSES; i++, cause = cause.getCause()) {
            FaultKind kind = plainKind(cause);
            if (kind != null) {
                return kind;
            }
        }
        boolean ofTheStream = failure instanceof IOException && !(failure instanceof SSHException);
        return ofTheStream || saysConnectionLost(failure) ? FaultKind.RESET : FaultKind.PROTOCOL;
    }

    static boolean isInterrupt(Throwable failure) {
        Throwable cause = failure;
        for (int i = 0; cause != null && i < MAX_CAUSES; i++, cause = cause.getCause()) {
            boolean timeout = cause instanceof SocketTimeoutException;
            if (cause instanceof InterruptedException || cause instanceof InterruptedIOException && !timeout) {
                return true;
            }
        }
        return false;
    }

    /** The innermost message, which says most. */
    static String describe(Throwable failure) {
        String description = failure.getClass().getSimpleName();
        Throwable cause = failure;
        for (int i = 0; cause != null && i < MAX_CAUSES; i++, cause = cause.getCause()) {
            if (cause.getMessage() != null) {
                description = cause.getMessage();
            }
        }
        return description;
    }

    private static @Nullable FaultKind plainKind(Throwable cause) {
        if (cause instanceof SocketTimeoutException || cause instanceof TimeoutException) {
            return FaultKind.TIMEOUT;
        }
        if (cause instanceof UnknownHostException || cause instanceof NoRouteToHostException) {
            return FaultKind.UNREACHABLE;
        }
        if (cause instanceof ConnectException) {
            return connectKind(String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT));
        }
        if (cause instanceof SocketException) {
            return FaultKind.RESET;
        }
        return cause instanceof SSHException ssh ? sshKind(ssh) : null;
    }

    private static FaultKind connectKind(String message) {
        if (message.contains("refused")) {
            return FaultKind.REFUSED;
        }
        return message.contains("timed out") ? FaultKind.TIMEOUT : FaultKind.UNREACHABLE;
    }

    private static @Nullable FaultKind sshKind(SSHException cause) {
        return switch (cause.getDisconnectReason()) {
            case HOST_KEY_NOT_VERIFIABLE -> FaultKind.HOST_KEY;
            case NO_MORE_AUTH_METHODS_AVAILABLE, ILLEGAL_USER_NAME, AUTH_CANCELLED_BY_USER -> FaultKind.AUTH;
            case CONNECTION_LOST, BY_APPLICATION, TOO_MANY_CONNECTIONS, HOST_NOT_ALLOWED_TO_CONNECT -> FaultKind.RESET;
            case UNKNOWN -> cause instanceof UserAuthException && cause.getCause() == null ? FaultKind.AUTH : null;
            default -> FaultKind.PROTOCOL;
        };
    }

    /** sshj has no type for it. */
    private static boolean saysConnectionLost(Throwable failure) {
        String message = describe(failure);
        return message.contains("EOF")
                || message.contains("Stream closed")
                || message.contains("Disconnected")
                || message.contains("Server closed connection");
    }
}
