package dev.pullover.common.remote;

import dev.pullover.common.config.ServerConfig;
import java.io.IOException;

/** Opens connections to the servers of a configuration. Thread-safe. */
@FunctionalInterface
public interface StoreOpener {
    /**
     * Connects and logs in.
     *
     * @throws RemoteException if the server cannot be reached, does not accept us, or is not the one it should be
     */
    RemoteStore open(ServerConfig server) throws IOException;
}
