package dev.pullover.common.remote;

import dev.pullover.common.message.FaultKind;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import javax.net.SocketFactory;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.connection.channel.direct.Session;
import net.schmizz.sshj.sftp.SFTPEngine;
import org.jspecify.annotations.Nullable;

/** Opens a connection with sshj, a pure Java implementation of SSH. Used once. */
final class SshjConnector {
    /** What the server may send before we confirm, in bytes: twice what one file has in flight. */
    private static final int WINDOW_BYTES = 4 * 1024 * 1024;
    /** Largest piece of it in one packet, in bytes. */
    private static final int PACKET_BYTES = 64 * 1024;
    /** What OpenSSH says when it has too many connections, before or instead of its greeting. */
    private static final Pattern BUSY = Pattern.compile("Exceeded MaxStartups|Not allowed at this time");

    private enum Phase {
        CONNECT("connecting"),
        KEYS("exchanging keys"),
        LOGIN("logging in"),
        SFTP("starting SFTP");

        private final String text;

        Phase(String text) {
            this.text = text;
        }
    }

    private final RemoteTarget target;
    private final Path home;
    private final SSHClient client = new SSHClient(new SshjConfig());
    private Phase phase = Phase.CONNECT;
    private @Nullable TcpConnection connection;

    /**
     * @param home of the user, for keys and known hosts that the target does not name
     */
    SshjConnector(RemoteTarget target, Path home) {
        this.target = target;
        this.home = home;
    }

    /** Connects, checks the host key, logs in and starts SFTP, all within the target's timeout. */
    SftpChannel open() throws IOException {
        PinnedHostKeys hostKeys = PinnedHostKeys.of(target, home);
        Identities identities = Identities.of(target, client, home);
        OpenDeadline deadline = new OpenDeadline(target.timeout());
        try {
            SFTPEngine engine = start(hostKeys, identities, deadline);
            if (deadline.stop()) {
                return new SftpChannel(target, engine, this::disconnect);
            }
            throw new SocketTimeoutException("just too late");
        } catch (InterruptedException e) {
            deadline.stop();
            disconnect();
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while connecting to " + target.label());
        } catch (IOException | RuntimeException e) {
            // sshj's ciphers and parsers throw RuntimeExceptions at what a server should not send
            deadline.stop();
            disconnect();
            throw translate(e, hostKeys, identities, deadline.isExpired());
        }
    }

    private SFTPEngine start(PinnedHostKeys hostKeys, Identities identities, OpenDeadline deadline)
            throws IOException, InterruptedException {
        int timeoutMs = Math.toIntExact(target.timeout().toMillis());
        TcpConnection tcp = TcpConnection.open(target.host(), target.port(), deadline, target.timeout());
        connection = tcp;
        phase = Phase.KEYS;
        client.setSocketFactory(new Connected(tcp));
        client.addHostKeyVerifier(hostKeys);
        client.getTransport().setTimeoutMs(timeoutMs);
        client.getConnection().setTimeoutMs(timeoutMs);
        client.getConnection().setWindowSize(WINDOW_BYTES);
        client.getConnection().setMaxPacketSize(PACKET_BYTES);
        // The address instead of the name, which sshj would look up again.
        client.connect(tcp.getInetAddress().getHostAddress(), target.port());
        phase = Phase.LOGIN;
        client.authPublickey(target.user(), identities.keys());
        phase = Phase.SFTP;
        Session.Subsystem sftp = client.startSession().startSubsystem("sftp");
        sftp.setAutoExpand(true);
        return new SFTPEngine(StreamSession.over(sftp.getInputStream(), sftp.getOutputStream())).init();
    }

    /**
     * The socket first: sshj says good-bye under locks which a thread may hold that cannot write any
     * more.
     */
    private void disconnect() {
        try {
            if (connection != null) {
                connection.close();
            }
            client.disconnect();
        } catch (IOException | RuntimeException e) {
            // closed all the same, whatever sshj's ciphers think of it
        }
    }

    private IOException translate(Exception cause, PinnedHostKeys hostKeys, Identities identities, boolean expired) {
        if (!expired && SshFailures.isInterrupt(cause)) {
            InterruptedIOException interrupted =
                    new InterruptedIOException("interrupted while " + phase.text + " with " + target.label());
            interrupted.initCause(cause);
            return interrupted;
        }
        FaultKind kind = expired ? FaultKind.TIMEOUT : SshFailures.kind(cause);
        TcpConnection tcp = connection;
        if (phase == Phase.KEYS
                && tcp != null
                && !tcp.greetsAsSsh()
                && !tcp.greeting().isEmpty()) {
            kind = BUSY.matcher(tcp.greeting()).find() ? FaultKind.RESET : FaultKind.PROTOCOL;
            return failure(kind, "no SSH server answers, but '" + tcp.greeting() + "'", cause);
        }
        if (kind == FaultKind.TIMEOUT) {
            return failure(kind, "no answer within " + target.timeout().toMillis() + " ms, " + phase.text, cause);
        }
        if (kind == FaultKind.HOST_KEY) {
            return failure(kind, hostKeys.complaint(), cause);
        }
        if (phase == Phase.LOGIN && (kind == FaultKind.AUTH || kind == FaultKind.PROTOCOL)) {
            String what = "login of " + target.user() + " with " + identities.files() + " refused: ";
            return failure(FaultKind.AUTH, what + SshFailures.describe(cause), cause);
        }
        return failure(kind, phase.text + ": " + SshFailures.describe(cause), cause);
    }

    private RemoteException failure(FaultKind kind, String what, Throwable cause) {
        return new RemoteException(target.server(), kind, target.label() + ": " + what, cause);
    }

    /** Hands the open connection to sshj, which connects only those that are not. */
    private static final class Connected extends SocketFactory {
        private final Socket socket;

        Connected(Socket socket) {
            this.socket = socket;
        }

        @Override
        public Socket createSocket() {
            return socket;
        }

        @Override
        public Socket createSocket(String host, int port) {
            return socket;
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
            return socket;
        }

        @Override
        public Socket createSocket(InetAddress host, int port) {
            return socket;
        }

        @Override
        public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort) {
            return socket;
        }
    }
}
