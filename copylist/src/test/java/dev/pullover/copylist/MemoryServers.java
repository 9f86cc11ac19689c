package dev.pullover.copylist;

import dev.pullover.common.config.ServerConfig;
import dev.pullover.common.message.FaultKind;
import dev.pullover.common.remote.MemoryOutbox;
import dev.pullover.common.remote.MemoryRemoteStore;
import dev.pullover.common.remote.RemoteException;
import dev.pullover.common.remote.RemoteStore;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/** The two servers of a {@link Site}, whose outboxes are in memory, and what is wrong with the lines to them. */
final class MemoryServers {
    final MemoryOutbox production = new MemoryOutbox();
    final MemoryOutbox backup = new MemoryOutbox();

    private final Map<String, UnaryOperator<RemoteStore>> decorators = new ConcurrentHashMap<>();
    private final Map<String, FaultKind> refusals = new ConcurrentHashMap<>();
    private final Map<String, Integer> openings = new ConcurrentHashMap<>();

    /** Every connection to a server that is opened from now on is decorated. */
    void decorate(String server, UnaryOperator<RemoteStore> decorator) {
        decorators.put(server, decorator);
    }

    /** A server takes no connections any more. */
    void refuse(String server, FaultKind kind) {
        refusals.put(server, kind);
    }

    void accept(String server) {
        refusals.remove(server);
    }

    int openings(String server) {
        return openings.getOrDefault(server, 0);
    }

    RemoteStore connect(ServerConfig server) throws IOException {
        openings.merge(server.name(), 1, Integer::sum);
        Optional<FaultKind> refusal = Optional.ofNullable(refusals.get(server.name()));
        if (refusal.isPresent()) {
            throw new RemoteException(server.name(), refusal.get(), server.name() + ": " + refusal.get(), null);
        }
        RemoteStore store =
                new MemoryRemoteStore(server.name(), server.name().equals(Site.PRODUCTION) ? production : backup);
        return decorators.getOrDefault(server.name(), UnaryOperator.identity()).apply(store);
    }
}
