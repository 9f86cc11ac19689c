package dev.pullover.testserver;

import dev.pullover.common.ExitCode;
import dev.pullover.common.PulloverException;
import dev.pullover.common.config.ListenAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Speaks HAProxy's agent-check protocol for one server: who connects is told one line, and the connection is closed. Source:
 * HAProxy's configuration manual, section 5.2, "agent-check". Nothing that a client sends is read.
 */
final class AgentCheck implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(AgentCheck.class);
    private static final int BACKLOG = 16;

    private final ServerSocket listener;
    private final Supplier<String> answer;

    private AgentCheck(ServerSocket listener, Supplier<String> answer) {
        this.listener = listener;
        this.answer = answer;
    }

    /**
     * Listens, on a thread of its own.
     *
     * @param server whose state is told, for messages
     * @param answer the line, without its end; called on that thread
     * @throws PulloverException (usage) if it cannot listen there
     */
    static AgentCheck start(String server, ListenAddress address, Supplier<String> answer) {
        AgentCheck started = new AgentCheck(listen(server, address), answer);
        Thread thread = new Thread(started::serve, "agent-check-" + server);
        thread.setDaemon(true);
        thread.start();
        return started;
    }

    /** Where it listens. */
    int port() {
        return listener.getLocalPort();
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            // Nobody is answered any more, which was the purpose.
            return;
        }
    }

    private static ServerSocket listen(String server, ListenAddress address) {
        try {
            ServerSocket socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName(address.host()), address.port()), BACKLOG);
            return socket;
        } catch (IOException e) {
            throw new PulloverException(
                    ExitCode.USAGE,
                    "cannot listen on " + address + " for the agent check of " + server + ": " + e.getMessage()
                            + "; change agent-check in its [[servers]] section, or end what listens there",
                    e);
        }
    }

    private void serve() {
        while (!listener.isClosed()) {
            try (Socket client = listener.accept()) {
                // Small enough for the socket's buffer: a client that does not read cannot hold it up.
                client.getOutputStream().write((answer.get() + "\n").getBytes(StandardCharsets.US_ASCII));
            } catch (IOException e) {
                if (!listener.isClosed()) {
                    log.debug("agent check not answered: {}", e.toString());
                }
            }
        }
    }
}
