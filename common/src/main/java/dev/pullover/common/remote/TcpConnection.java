package dev.pullover.common.remote;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A TCP connection that buffers what it reads, and remembers how the server greeted. */
final class TcpConnection extends Socket {
    /** sshj reads the four bytes of a packet's length by themselves. */
    private static final int BUFFER_BYTES = 64 * 1024;
    /** Longest identification of an SSH server (RFC 4253, section 4.2), in bytes. */
    private static final int GREETING_BYTES = 255;

    private final StringBuffer greeting = new StringBuffer();

    private TcpConnection() {}

    /**
     * Tries all addresses of a host, one after the other, each for its share of the time.
     *
     * @param deadline guards the connection from now on
     * @param timeout for the resolution of the name, and for all attempts together
     */
    static TcpConnection open(String host, int port, OpenDeadline deadline, Duration timeout)
            throws IOException, InterruptedException {
        InetAddress[] addresses = resolve(host, timeout);
        int share = Math.toIntExact(Math.max(1, timeout.toMillis() / addresses.length));
        IOException failure = new UnknownHostException(host);
        for (InetAddress address : addresses) {
            TcpConnection connection = new TcpConnection();
            deadline.guard(connection);
            try {
                connection.setTcpNoDelay(true);
                connection.connect(new InetSocketAddress(address, port), share);
                return connection;
            } catch (IOException e) {
                connection.close();
                failure = e;
            }
        }
        throw failure;
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return new BufferedInputStream(new Recorder(super.getInputStream()), BUFFER_BYTES);
    }

    /** What came first, at most {@value #GREETING_BYTES} bytes, with a question mark for what is not printable. */
    String greeting() {
        return greeting.toString().strip().replaceAll("[^ -~]", "?");
    }

    /** Whether that is how SSH servers greet, perhaps after a line of something else. */
    boolean greetsAsSsh() {
        return greeting.toString().lines().anyMatch(line -> line.startsWith("SSH-"));
    }

    /** On a thread of its own, as the system's resolver takes its time and cannot be interrupted. */
    private static InetAddress[] resolve(String host, Duration timeout) throws IOException, InterruptedException {
        FutureTask<InetAddress[]> lookup = new FutureTask<>(() -> InetAddress.getAllByName(host));
        Thread thread = new Thread(lookup, "resolve-" + host);
        thread.setDaemon(true);
        thread.start();
        try {
            return lookup.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            UnknownHostException unknown = new UnknownHostException("host name " + host + " cannot be resolved");
            unknown.initCause(e);
            throw unknown;
        }
    }

    private final class Recorder extends FilterInputStream {
        Recorder(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int count = super.read(buffer, offset, length);
            int room = GREETING_BYTES - greeting.length();
            if (count > 0 && room > 0) {
                greeting.append(new String(buffer, offset, Math.min(count, room), StandardCharsets.ISO_8859_1));
            }
            return count;
        }
    }
}
