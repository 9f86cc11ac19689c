package dev.pullover.testserver;

import dev.pullover.common.catalog.CatalogFormatException;
import dev.pullover.common.message.FaultKind;
import dev.pullover.common.remote.RemoteException;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.time.Duration;

/** Tells of an exception in a check what sort of failure it is, and says it shortly. */
final class Failures {
    private final String where;
    private final Duration timeout;

    /**
     * @param where host and port, or directory
     * @param timeout of one request
     */
    Failures(String where, Duration timeout) {
        this.where = where;
        this.timeout = timeout;
    }

    FaultKind kind(IOException e) {
        if (e instanceof RemoteException remote) {
            return remote.kind();
        }
        if (e instanceof Greeting.ShutOutException) {
            return FaultKind.AUTH;
        }
        if (e instanceof SocketTimeoutException) {
            return FaultKind.TIMEOUT;
        }
        if (e instanceof UnknownHostException || e instanceof NoRouteToHostException) {
            return FaultKind.UNREACHABLE;
        }
        if (e instanceof ConnectException) {
            return connectKind(String.valueOf(e.getMessage()));
        }
        if (e instanceof SocketException || e instanceof EOFException) {
            return FaultKind.RESET;
        }
        boolean outbox = e instanceof FileSystemException || e instanceof CatalogFormatException;
        return outbox ? FaultKind.OUTBOX : FaultKind.PROTOCOL;
    }

    /** What happened, for people, in a few words. */
    String describe(IOException e) {
        if (e instanceof RemoteException remote) {
            return withoutLabel(remote);
        }
        if (e instanceof FileSystemException file) {
            return fileProblem(file);
        }
        if (e instanceof CatalogFormatException) {
            return "the catalog cannot be read: " + e.getMessage();
        }
        return switch (kind(e)) {
            case REFUSED -> "connection refused by " + where;
            case RESET -> "connection closed by " + where;
            case TIMEOUT -> "no answer from " + where + " within " + timeout.toMillis() + " ms";
            case UNREACHABLE -> where + " cannot be reached: " + e.getMessage();
            default -> where + ": " + e.getMessage();
        };
    }

    private static FaultKind connectKind(String message) {
        if (message.contains("refused")) {
            return FaultKind.REFUSED;
        }
        return message.contains("timed out") ? FaultKind.TIMEOUT : FaultKind.UNREACHABLE;
    }

    /** The name of the server and its address stand elsewhere. */
    private static String withoutLabel(RemoteException e) {
        String message = String.valueOf(e.getMessage());
        int end = message.indexOf("): ");
        return message.startsWith(e.server() + " (") && end > 0 ? message.substring(end + 3) : message;
    }

    private static String fileProblem(FileSystemException e) {
        String what = e instanceof NoSuchFileException
                ? "is not there"
                : e instanceof AccessDeniedException
                        ? "may not be read"
                        : e instanceof NotDirectoryException ? "is not a directory" : "cannot be read";
        return e.getFile() + " " + what + (e.getReason() == null ? "" : ": " + e.getReason());
    }
}
