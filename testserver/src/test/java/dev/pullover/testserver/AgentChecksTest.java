package dev.pullover.testserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.ExitCode;
import dev.pullover.common.PulloverException;
import dev.pullover.common.config.ListenAddress;
import dev.pullover.common.message.ServerState;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What HAProxy is told, and that it is told whatever clients do. */
@Timeout(60)
class AgentChecksTest {
    private static final ListenAddress ANY_PORT = new ListenAddress("127.0.0.1", 0);

    @Test
    void eachStateHasItsWords() {
        assertEquals("up ready 100%", AgentChecks.line(ServerState.UP, ""));
        assertEquals("up ready 1%", AgentChecks.line(ServerState.SLOW, "slow: 2 s"));
        assertEquals("up ready 1%", AgentChecks.line(ServerState.STALE, "behind"));
        assertEquals("drain", AgentChecks.line(ServerState.DRAIN, "by root"));
        assertEquals("maint", AgentChecks.line(ServerState.MAINT, "by root"));
        assertEquals("ready down #no answer", AgentChecks.line(ServerState.DOWN, "no answer"));
        assertEquals("ready down #ALARM: host key", AgentChecks.line(ServerState.ALARM, "host key"));
        assertEquals("", AgentChecks.line(ServerState.UNKNOWN, ""));
    }

    @Test
    void aReasonIsOneShortLineOfAscii() {
        String line = AgentChecks.line(ServerState.DOWN, "a, b\n#c; ü " + "x".repeat(200));
        assertTrue(line.matches("ready down #a  b  c    x+"), line);
        assertTrue(line.length() <= "ready down #".length() + 80);
    }

    @Test
    void tellsTheLatestToEveryoneAndNeedsNoQuestion() throws IOException {
        AtomicReference<String> state = new AtomicReference<>("up ready 100%");
        try (AgentCheck check = AgentCheck.start("production", ANY_PORT, state::get);
                Socket silent = connect(check)) {
            assertEquals("up ready 100%\n", ask(check));
            state.set("maint");
            assertEquals("maint\n", ask(check));
            assertEquals("up ready 100%\n", answer(silent));
        }
    }

    @Test
    void aPortThatIsTakenIsAUsageErrorThatSaysWhichServer() {
        try (AgentCheck first = AgentCheck.start("production", ANY_PORT, () -> "")) {
            ListenAddress taken = new ListenAddress("127.0.0.1", first.port());
            PulloverException e =
                    assertThrows(PulloverException.class, () -> AgentCheck.start("backup", taken, () -> ""));
            assertEquals(ExitCode.USAGE, e.exitCode());
            assertTrue(
                    e.getMessage().startsWith("cannot listen on " + taken + " for the agent check of backup: "),
                    e.getMessage());
        }
    }

    private static Socket connect(AgentCheck check) throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), check.port());
    }

    private static String ask(AgentCheck check) throws IOException {
        try (Socket client = connect(check)) {
            return answer(client);
        }
    }

    private static String answer(Socket client) throws IOException {
        return new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }
}
