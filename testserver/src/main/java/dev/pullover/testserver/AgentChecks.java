package dev.pullover.testserver;

import dev.pullover.common.config.Config;
import dev.pullover.common.config.ServerConfig;
import dev.pullover.common.message.ServerState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The agent checks of all servers that have one. What HAProxy is told:
 *
 * <table>
 * <tr><th>state</th><th>line</th></tr>
 * <tr><td>UP</td><td>{@code up ready 100%}</td></tr>
 * <tr><td>SLOW, STALE</td><td>{@code up ready 1%}: only what no better server takes</td></tr>
 * <tr><td>DRAIN</td><td>{@code drain}</td></tr>
 * <tr><td>MAINT</td><td>{@code maint}</td></tr>
 * <tr><td>DOWN, ALARM</td><td>{@code ready down #reason}</td></tr>
 * <tr><td>UNKNOWN</td><td>an empty line: HAProxy leaves things as they are</td></tr>
 * </table>
 *
 * <p>{@code ready} takes back an earlier {@code drain} or {@code maint}, which HAProxy keeps otherwise.
 */
final class AgentChecks implements AutoCloseable {
    /** What HAProxy keeps of a reason is shorter still. */
    private static final int MAX_REASON_CHARS = 80;

    private final Map<String, String> lines = new ConcurrentHashMap<>();
    private final List<AgentCheck> listeners = new ArrayList<>();

    /** @throws dev.pullover.common.PulloverException (usage) if one of them cannot listen; then none does */
    AgentChecks(Config config) {
        try {
            for (ServerConfig server : config.requireServers()) {
                server.agentCheck()
                        .ifPresent(address -> listeners.add(
                                AgentCheck.start(server.name(), address, () -> lines.getOrDefault(server.name(), ""))));
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Takes over what is to be told from now on. */
    void update(Roster roster) {
        for (ServerEntry entry : roster.entries()) {
            StateMachine machine = entry.machine();
            lines.put(entry.name(), line(machine.state(), machine.reason()));
        }
    }

    /** What is told of a server in this state. */
    static String line(ServerState state, String reason) {
        return switch (state) {
            case UP -> "up ready 100%";
            case SLOW, STALE -> "up ready 1%";
            case DRAIN -> "drain";
            case MAINT -> "maint";
            case DOWN, ALARM -> "ready down #" + plain(state == ServerState.ALARM ? "ALARM: " + reason : reason);
            case UNKNOWN -> "";
        };
    }

    @Override
    public void close() {
        listeners.forEach(AgentCheck::close);
    }

    /** In one line of ASCII, without what separates words for HAProxy. */
    private static String plain(String reason) {
        String plain = reason.replaceAll("[^ -~]|[,;#]", " ").strip();
        return plain.length() > MAX_REASON_CHARS ? plain.substring(0, MAX_REASON_CHARS) : plain;
    }
}
