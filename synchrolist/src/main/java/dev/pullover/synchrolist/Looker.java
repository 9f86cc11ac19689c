package dev.pullover.synchrolist;

import dev.pullover.common.remote.RemoteStore;
import java.io.IOException;

/** Looks at a server for what is new there, and takes it over. */
@FunctionalInterface
interface Looker {
    /**
     * Looks.
     *
     * @throws dev.pullover.common.remote.RemoteException if the server fails
     * @throws java.io.InterruptedIOException if told to stop
     * @throws SpoolException if this machine fails
     * @throws dev.pullover.common.PulloverException same, of the database
     */
    Look look(RemoteStore store) throws IOException;
}
