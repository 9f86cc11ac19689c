package dev.pullover.common.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One of {@code [[servers]]}: an SFTP server, or a directory ({@code file:}).
 *
 * <p>{@link #user()}, {@link #host()} and {@link #port()} are for SFTP servers; of a {@code file:}
 * server they throw {@link IllegalStateException}.
 *
 * @param name 1 to 32 characters, unique in the configuration
 * @param uri {@code sftp://[user@]host[:port]/directory} or {@code file:///directory}
 * @param identityFile the private key to log in with; empty = what the transport finds by itself; absolute
 * @param knownHosts file of accepted host keys, as ssh writes it; absolute
 * @param hostKeys accepted host keys, each as type and base64 text; an SFTP server has these, {@code knownHosts},
 *     or both
 * @param weight share of what is spread over the servers, against the others' weights, 1 to 256
 */
public record ServerConfig(
        String name,
        URI uri,
        Optional<Path> identityFile,
        Optional<Path> knownHosts,
        List<String> hostKeys,
        int weight,
        Optional<ListenAddress> agentCheck) {
    /** The SSH port where none is given. */
    public static final int DEFAULT_PORT = 22;

    /** The weight where none is given. */
    public static final int DEFAULT_WEIGHT = 100;

    private static final String FILE = "file";

    public ServerConfig {
        hostKeys = List.copyOf(hostKeys);
    }

    /** A server of the usual weight, without an agent check. */
    public ServerConfig(
            String name, URI uri, Optional<Path> identityFile, Optional<Path> knownHosts, List<String> hostKeys) {
        this(name, uri, identityFile, knownHosts, hostKeys, DEFAULT_WEIGHT, Optional.empty());
    }

    /** Whether this is a directory of the local machine (such as a mount), not an SFTP server. */
    public boolean isFile() {
        return FILE.equals(uri.getScheme());
    }

    /** The outbox on that server: an absolute path, without a slash at the end unless it is the root. */
    public String outbox() {
        String path = uri.getPath();
        return path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    /**
     * The same server with another directory in place of its outbox.
     *
     * @param directory an absolute path there
     */
    public ServerConfig withOutbox(String directory) {
        return new ServerConfig(name, uri.resolve(directory), identityFile, knownHosts, hostKeys, weight, agentCheck);
    }

    /** Name or address, IPv6 without brackets. */
    public String host() {
        return authority().server().host();
    }

    /** 1 to 65535, {@value #DEFAULT_PORT} where none is given. */
    public int port() {
        return explicitPort().orElse(DEFAULT_PORT);
    }

    /** Who logs in: the user who runs this process where none is given. */
    public String user() {
        return explicitUser().orElseGet(() -> System.getProperty("user.name"));
    }

    /** The port in the URI; where there is none, {@code ssh_config} may have its say. */
    public OptionalInt explicitPort() {
        return authority().server().port();
    }

    /** The user in the URI; where there is none, {@code ssh_config} may have its say. */
    public Optional<String> explicitUser() {
        return authority().user();
    }

    private Authority authority() {
        if (isFile()) {
            throw new IllegalStateException("server " + name + " is a directory: " + uri);
        }
        return Authority.parse(uri.getAuthority());
    }
}
