package dev.pullover.synchrolist;

import dev.pullover.common.ExitCode;
import dev.pullover.common.PulloverException;
import dev.pullover.common.config.Config;
import dev.pullover.common.config.ServerConfig;
import dev.pullover.common.remote.RemoteStore;
import dev.pullover.common.remote.RemoteStores;
import java.io.IOException;
import java.util.stream.Collectors;

/** Servers for commands that look at them. */
final class ServerStores {
    private ServerStores() {}

    /**
     * The configured server of this name.
     *
     * @throws PulloverException (usage) if there is none; the message names those there are
     */
    static ServerConfig require(Config config, String name) {
        return config.requireServers().stream()
                .filter(server -> server.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new PulloverException(
                        ExitCode.USAGE,
                        "there is no server '" + name + "' in " + config.file() + ", only: "
                                + config.requireServers().stream()
                                        .map(ServerConfig::name)
                                        .collect(Collectors.joining(", "))));
    }

    /** Work with a server. */
    @FunctionalInterface
    interface Work<T> {
        T with(RemoteStore store) throws IOException;
    }

    /**
     * Connects and does it.
     *
     * @throws PulloverException (no server) if the server fails
     */
    static <T> T with(Config config, ServerConfig server, Work<T> work) {
        try (RemoteStore store = RemoteStores.open(
                server, config.copy().transport(), config.check().timeout())) {
            return work.with(store);
        } catch (IOException e) {
            String text = String.valueOf(e.getMessage());
            throw new PulloverException(
                    ExitCode.NO_SERVER, text.startsWith(server.name()) ? text : server.name() + ": " + text, e);
        }
    }
}
