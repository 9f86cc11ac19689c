package dev.pullover.common.remote;

import dev.pullover.common.config.ServerConfig;
import dev.pullover.common.config.Transport;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** Opens the {@link RemoteStore} for a server. */
public final class RemoteStores {
    private RemoteStores() {}

    /**
     * Connects and logs in. Whether the outbox is there is not looked at: {@link RemoteStore#stat} of the empty path
     * tells. With {@code file:}, nothing is done yet, and how long a call takes is up to the operating system.
     *
     * @param transport what speaks SFTP to an {@code sftp:} server
     * @param timeout deadline for connecting and logging in, and then for each request, see {@link RemoteStore}
     * @throws RemoteException if the server cannot be reached, is not the one pinned, or does not let us in; an identity
     *     file that cannot be read is {@link dev.pullover.common.message.FaultKind#AUTH}, a missing file of known hosts
     *     {@link dev.pullover.common.message.FaultKind#HOST_KEY}
     * @throws dev.pullover.common.PulloverException (usage) if the transport is not installed, or a host key is no key
     * @throws java.io.InterruptedIOException if the thread is interrupted
     */
    public static RemoteStore open(ServerConfig server, Transport transport, Duration timeout) throws IOException {
        return open(new RemoteTarget(server, transport, timeout));
    }

    /**
     * The same, with more connections for large files, if one cannot bring what the line could.
     *
     * @param connections how many there may be at a time, at least 1
     */
    public static RemoteStore open(ServerConfig server, Transport transport, Duration timeout, int connections)
            throws IOException {
        return open(new RemoteTarget(server, transport, timeout, connections));
    }

    /**
     * Connects and logs in to write, which the account on the server must allow.
     *
     * @param transport what speaks SFTP to an {@code sftp:} server
     * @param timeout deadline for connecting and logging in, and then for each request, see {@link RemoteStore}
     * @throws RemoteException as {@link #open(ServerConfig, Transport, Duration)}
     */
    public static RemoteWriter openForWriting(ServerConfig server, Transport transport, Duration timeout)
            throws IOException {
        RemoteStore store = open(server, transport, timeout);
        return store instanceof SftpRemoteStore sftp ? sftp.writer() : new FileRemoteWriter(Path.of(server.uri()));
    }

    static RemoteStore open(RemoteTarget target) throws IOException {
        return target.config().isFile()
                ? new FileRemoteStore(target.server(), Path.of(target.uri()))
                : openSftp(target, () -> connect(target));
    }

    /** @param connect opens a connection to the target: now, and one more when a large file is worth it */
    static RemoteStore openSftp(RemoteTarget target, SftpLanes.Opener connect) throws IOException {
        SftpChannel first = connect.open();
        SftpLanes lanes = new SftpLanes(first, target.connections(), connect);
        return new SftpRemoteStore(first, lanes, target.uri().getPath());
    }

    /** One more connection, to be closed by the caller. */
    static SftpChannel connect(RemoteTarget target) throws IOException {
        Path home = Path.of(System.getProperty("user.home"));
        boolean child =
                switch (target.transport()) {
                    case OPENSSH -> true;
                    case SSHJ -> false;
                    case AUTO -> OpenSshConnector.isInstalled();
                };
        return child ? new OpenSshConnector(target, home).open() : new SshjConnector(target, home).open();
    }
}
