package dev.pullover.common.remote;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Something that listens but is no SSH server: says its piece to everybody, then hangs up or keeps silent. */
final class PlainListener implements AutoCloseable {
    private final ServerSocket listener;
    private final String greeting;
    private final boolean hangsUp;
    private final List<Socket> open = new ArrayList<>();

    PlainListener(String greeting, boolean hangsUp) throws IOException {
        this.greeting = greeting;
        this.hangsUp = hangsUp;
        this.listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(this::serve, "plain-listener");
        thread.setDaemon(true);
        thread.start();
    }

    URI uri() {
        return URI.create("sftp://sync@127.0.0.1:" + listener.getLocalPort() + "/");
    }

    @Override
    public void close() throws IOException {
        listener.close();
        synchronized (open) {
            for (Socket socket : open) {
                socket.close();
            }
        }
    }

    private void serve() {
        try {
            while (true) {
                Socket socket = listener.accept();
                synchronized (open) {
                    open.add(socket);
                }
                socket.getOutputStream().write(greeting.getBytes(StandardCharsets.US_ASCII));
                if (hangsUp) {
                    socket.shutdownOutput();
                }
            }
        } catch (IOException e) {
            // closed
        }
    }
}
