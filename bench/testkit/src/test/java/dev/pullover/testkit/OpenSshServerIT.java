package dev.pullover.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OpenSshServerIT {
    private static final int PATIENCE_MS = 10_000;
    private static final int SILENCE_MS = 300;

    @TempDir
    Path directory;

    private String key;

    @BeforeEach
    void makeKey() throws IOException {
        assumeTrue(OpenSshServer.isInstalled(), "no OpenSSH server");
        key = Keys.generate(directory.resolve("id"));
    }

    @Test
    void stopAndKillDropOpenConnectionsAndStartListensOnTheSamePort() throws IOException {
        try (OpenSshServer server = OpenSshServer.in(directory, key).start()) {
            int port = server.port();
            for (Runnable end : new Runnable[] {server::stop, server::kill}) {
                try (Socket socket = greeted(port)) {
                    end.run();
                    assertEquals(-1, drain(socket));
                }
                assertThrows(ConnectException.class, () -> greeted(port));
                server.start();
                assertEquals(port, server.port());
            }
        }
    }

    @Test
    void aSuspendedServerKeepsConnectionsButSaysNothing() throws IOException {
        try (OpenSshServer server = OpenSshServer.in(directory, key).start()) {
            server.suspend();
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
                socket.setSoTimeout(SILENCE_MS);
                assertThrows(SocketTimeoutException.class, () -> socket.getInputStream()
                        .read());
                server.resume();
                socket.setSoTimeout(PATIENCE_MS);
                assertEquals('S', socket.getInputStream().read());
            }
            server.suspend();
        }
    }

    @Test
    void theHostKeyCanBeReplaced() throws IOException {
        try (OpenSshServer server = OpenSshServer.in(directory, key).start()) {
            String before = server.hostKeyLine();
            assertTrue(before.startsWith("ssh-ed25519 "), before);
            server.stop();
            server.replaceHostKey("ecdsa");
            server.start();
            assertNotEquals(before, server.hostKeyLine());
            assertTrue(server.hostKeyLine().startsWith("ecdsa-sha2-nistp256 "), server.hostKeyLine());
        }
    }

    @Test
    void aWrongOptionIsToldWithTheServersOwnWords() {
        IOException e = assertThrows(IOException.class, () -> OpenSshServer.in(directory, key)
                .option("NoSuchKeyword yes")
                .start());
        assertTrue(e.getMessage().contains("NoSuchKeyword"), e.getMessage());
    }

    private static Socket greeted(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE_MS);
        assertEquals('S', socket.getInputStream().read());
        return socket;
    }

    private static int drain(Socket socket) throws IOException {
        int last = 0;
        while (last >= 0) {
            last = socket.getInputStream().read();
        }
        return last;
    }
}
