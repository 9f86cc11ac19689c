package dev.pullover.common.remote;

import dev.pullover.common.config.ServerConfig;
import dev.pullover.common.config.Transport;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Where a server's outbox is, how to get in, and how long to wait.
 *
 * @param config the server in the configuration; without known-hosts and host-keys, {@code ~/.ssh/known_hosts} counts
 * @param transport what speaks SFTP
 * @param timeout deadline for opening, and for each request
 * @param connections how many there may be at a time, at least 1
 */
record RemoteTarget(ServerConfig config, Transport transport, Duration timeout, int connections) {
    /** Over one connection only. */
    RemoteTarget(ServerConfig config, Transport transport, Duration timeout) {
        this(config, transport, timeout, 1);
    }

    /** Name of the server in the configuration, for messages. */
    String server() {
        return config.name();
    }

    URI uri() {
        return config.uri();
    }

    /** Private key for the login; if empty, the usual ones of {@code ~/.ssh}. */
    Optional<Path> identityFile() {
        return config.identityFile();
    }

    Optional<Path> knownHosts() {
        return config.knownHosts();
    }

    /** Pinned host keys besides those of {@link #knownHosts()}. */
    List<String> hostKeys() {
        return config.hostKeys();
    }

    String host() {
        return config.host();
    }

    int port() {
        return config.port();
    }

    String user() {
        return config.user();
    }

    /** Server and where it is, for messages: {@code production (prod.example:22)}. */
    String label() {
        return server() + " (" + (config.isFile() ? config.outbox() : host() + ":" + port()) + ")";
    }
}
