package dev.pullover.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.util.List;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.file.nativefs.NativeFileSystemFactory;
import org.apache.sshd.common.file.virtualfs.VirtualFileSystemFactory;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.session.helpers.AbstractSession;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.auth.pubkey.UserAuthPublicKeyFactory;
import org.apache.sshd.sftp.server.SftpSubsystemFactory;
import org.apache.sshd.sftp.server.UnsupportedAttributePolicy;
import org.jspecify.annotations.Nullable;

/**
 * An SFTP server inside this JVM (Apache MINA SSHD), on the loopback: no shell, no commands, no
 * forwarding, one user with one key. It can be stopped and started again, on the same port and with
 * the same host key, as often as one likes.
 *
 * <p>Limits: login keys must be ECDSA or RSA, names that are not valid UTF-8 are delivered garbled,
 * and asking for a file with a date after January 2038 breaks the connection. {@link OpenSshServer}
 * has none of these.
 *
 * <p>Thread-safe.
 */
public final class EmbeddedSftpServer implements AutoCloseable {
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);

    private final Builder settings;
    private final PublicKey authorizedKey;
    private final int port;
    private KeyPair hostKey = Keys.newPair();
    private @Nullable SshServer server;

    private EmbeddedSftpServer(Builder settings, PublicKey authorizedKey) throws IOException {
        this.settings = settings;
        this.authorizedKey = authorizedKey;
        this.port = settings.port == 0 ? FreePort.pick() : settings.port;
    }

    /**
     * Settings of a server; {@link Builder#start} makes it.
     *
     * @param directory what clients see as {@code /}
     * @param user the one login name
     * @param authorizedKey the user's public key as in {@code authorized_keys}, ECDSA or RSA
     */
    public static Builder serving(Path directory, String user, String authorizedKey) {
        return new Builder(directory, user, authorizedKey);
    }

    /** The port on 127.0.0.1; it stays the same over restarts. */
    public int port() {
        return port;
    }

    /** The host's public key as in {@code known_hosts}, without the host name: {@code ecdsa-sha2-nistp256 AAAA…}. */
    public synchronized String hostKeyLine() {
        return PublicKeyEntry.toString(hostKey.getPublic());
    }

    /** Whether it accepts connections. */
    public synchronized boolean isRunning() {
        return server != null;
    }

    /** From the next {@link #start} on, the host key is another one. */
    public synchronized void replaceHostKey() {
        hostKey = Keys.newPair();
    }

    /**
     * Accepts connections again, if stopped.
     *
     * @throws IOException if the port is taken meanwhile
     */
    public synchronized void start() throws IOException {
        if (server != null) {
            return;
        }
        SshServer starting = configure();
        try {
            starting.start();
        } catch (IOException e) {
            starting.close(true);
            throw e;
        }
        server = starting;
    }

    /** Refuses connections from now on and drops those that are open, so that their clients notice at once. */
    public synchronized void stop() {
        SshServer stopping = server;
        server = null;
        if (stopping == null) {
            return;
        }
        try {
            // Sessions first, else those in the middle of a read print a stack trace each.
            for (AbstractSession session : stopping.getActiveSessions()) {
                session.close(true).await(STOP_TIMEOUT);
            }
            if (!stopping.close(true).await(STOP_TIMEOUT)) {
                throw new IllegalStateException(
                        "the SFTP server on port " + port + " did not stop within " + STOP_TIMEOUT.toSeconds() + " s");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Same as {@link #stop}. */
    @Override
    public void close() {
        stop();
    }

    private SshServer configure() {
        SshServer configured = SshServer.setUpDefaultServer();
        configured.setHost(InetAddress.getLoopbackAddress().getHostAddress());
        configured.setPort(port);
        // Else the second of two small answers waits for the client's acknowledgement of the first, 40 ms.
        CoreModuleProperties.TCP_NODELAY.set(configured, true);
        configured.setKeyPairProvider(KeyPairProvider.wrap(hostKey));
        configured.setUserAuthFactories(List.of(UserAuthPublicKeyFactory.INSTANCE));
        configured.setPublickeyAuthenticator(
                (user, key, session) -> user.equals(settings.user) && KeyUtils.compareKeys(key, authorizedKey));
        configured.setFileSystemFactory(
                settings.absolutePaths
                        ? new NativeFileSystemFactory()
                        : new VirtualFileSystemFactory(settings.directory.toAbsolutePath()));
        configured.setSubsystemFactories(List.of(subsystem()));
        return configured;
    }

    private SftpSubsystemFactory subsystem() {
        SftpSubsystemFactory factory = settings.readOnly ? ReadOnlySftp.subsystem() : new SftpSubsystemFactory();
        // instead of an answer without attributes, for a path through a file
        factory.setUnsupportedAttributePolicy(UnsupportedAttributePolicy.ThrowException);
        return factory;
    }

    /** Settings of an {@link EmbeddedSftpServer}. */
    public static final class Builder {
        private final Path directory;
        private final String user;
        private final String authorizedKey;
        private int port;
        private boolean readOnly;
        private boolean absolutePaths;

        private Builder(Path directory, String user, String authorizedKey) {
            this.directory = directory;
            this.user = user;
            this.authorizedKey = authorizedKey;
        }

        /** A fixed port, 1 to 65535, instead of any free one. */
        public Builder port(int fixed) {
            this.port = fixed;
            return this;
        }

        /** Clients may not change anything. */
        public Builder readOnly() {
            this.readOnly = true;
            return this;
        }

        /** Clients see this machine's own absolute paths, and all of them, instead of the directory as root. */
        public Builder absolutePaths() {
            this.absolutePaths = true;
            return this;
        }

        /**
         * Starts the server.
         *
         * @throws IllegalArgumentException if the user's key cannot be read or has an unsupported type
         */
        public EmbeddedSftpServer start() throws IOException {
            // Its ciphers are several times slower than the JDK's, and would be taken if on the class path.
            SecurityUtils.setAPrioriDisabledProvider(SecurityUtils.BOUNCY_CASTLE, true);
            EmbeddedSftpServer server = new EmbeddedSftpServer(this, parse(authorizedKey));
            server.start();
            return server;
        }

        private static PublicKey parse(String line) {
            try {
                PublicKey key = PublicKeyEntry.parsePublicKeyEntry(line).resolvePublicKey(null, null, null);
                if (key instanceof ECPublicKey || key instanceof RSAPublicKey) {
                    return key;
                }
            } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
                throw new IllegalArgumentException("not a public key of type ECDSA or RSA: " + line, e);
            }
            throw new IllegalArgumentException("not a public key of type ECDSA or RSA: " + line);
        }
    }
}
