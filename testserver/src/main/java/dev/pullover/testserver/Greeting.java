package dev.pullover.testserver;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The life check: connects, and reads how the server greets (RFC 4253, section 4.2: an SSH server sends a line that
 * begins with {@code SSH-}, and may send other lines before it). Used once; {@link #close}, from any thread, breaks it
 * off.
 */
final class Greeting implements Closeable {
    private static final String SSH = "SSH-";
    /** What sshd says since OpenSSH 9.8 to an address with too many failed logins. Source: sshd.c, drop_connection(). */
    private static final String SHUT_OUT = "Not allowed at this time";
    /** What a server may say altogether before it greets, in bytes. */
    private static final int MAX_BYTES = 8 * 1024;

    private final LongSupplier nanoTime;
    private final long deadlineNanos;
    private volatile @Nullable Socket socket;
    private volatile boolean closed;

    /** @param timeout for everything together */
    Greeting(Duration timeout, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.deadlineNanos = nanoTime.getAsLong() + timeout.toNanos();
    }

    /** The greeting of the first address of {@code host} that takes connections. */
    String read(String host, int port) throws IOException {
        IOException failure = new UnknownHostException(host);
        for (InetAddress address : InetAddress.getAllByName(host)) {
            try (Socket connection = new Socket()) {
                socket = connection;
                if (closed) {
                    throw new IOException("broken off");
                }
                connection.connect(new InetSocketAddress(address, port), leftMs());
                return line(connection);
            } catch (IOException e) {
                failure = e;
            }
        }
        throw failure;
    }

    @Override
    public void close() throws IOException {
        closed = true;
        Socket open = socket;
        if (open != null) {
            open.close();
        }
    }

    private String line(Socket connection) throws IOException {
        InputStream in = connection.getInputStream();
        StringBuilder line = new StringBuilder();
        boolean shutOut = false;
        for (int i = 0; i < MAX_BYTES; i++) {
            connection.setSoTimeout(leftMs());
            int c = in.read();
            if (c < 0 && shutOut) {
                throw new ShutOutException();
            }
            if (c < 0) {
                throw new EOFException("the connection was closed instead of a greeting");
            }
            if (c != '\n') {
                line.append(c >= ' ' && c <= '~' ? (char) c : '?');
            } else if (line.indexOf(SSH) == 0) {
                return line.toString().replaceAll("\\?$", "");
            } else {
                shutOut |= line.indexOf(SHUT_OUT) == 0;
                line.setLength(0);
            }
        }
        throw new ProtocolException("no SSH server: it does not greet within " + MAX_BYTES + " bytes");
    }

    /** The server lives, but takes no connection from this address for a while, because of earlier failed logins. */
    static final class ShutOutException extends IOException {
        private static final long serialVersionUID = 1L;

        ShutOutException() {
            super("it shuts this address out for a while, after failed logins (sshd's PerSourcePenalties);"
                    + " mend the key, or name this address in its PerSourcePenaltyExemptList");
        }
    }

    private int leftMs() throws SocketTimeoutException {
        long left = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - nanoTime.getAsLong());
        if (left < 1) {
            throw new SocketTimeoutException();
        }
        return Math.toIntExact(left);
    }
}
