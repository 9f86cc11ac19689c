package dev.pullover.log;

import dev.pullover.common.config.LogForward;
import dev.pullover.common.module.UnixDatagramSocket;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/** An open way to a syslog daemon. One thread, but for {@link #close}. */
interface SyslogLink extends AutoCloseable {
    /** A connection that is not there by then, milliseconds, is not there. */
    int CONNECT_TIMEOUT_MS = 3000;

    /** Sends one message; where there is no connection, without a word whether it arrived. */
    void send(byte[] message) throws IOException;

    /** Sends what is still held back here. */
    void flush() throws IOException;

    @Override
    void close() throws IOException;

    /** Opens the way to {@code target}. */
    static SyslogLink open(LogForward target) throws IOException {
        return switch (target.kind()) {
            case UNIX -> new Unix(UnixDatagramSocket.connect(target.socket().toString()));
            case UDP -> udp(target);
            case TCP -> tcp(target);
        };
    }

    private static SyslogLink udp(LogForward target) throws SocketException {
        DatagramSocket socket = new DatagramSocket();
        socket.connect(new InetSocketAddress(target.host(), target.port()));
        return new Udp(socket);
    }

    private static SyslogLink tcp(LogForward target) throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(target.host(), target.port()), CONNECT_TIMEOUT_MS);
            return new Tcp(socket, new BufferedOutputStream(socket.getOutputStream()));
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** Datagrams to a socket of this machine. */
    record Unix(UnixDatagramSocket socket) implements SyslogLink {
        @Override
        public void send(byte[] message) throws IOException {
            socket.send(message);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {
            socket.close();
        }
    }

    /** Datagrams over the network. */
    record Udp(DatagramSocket socket) implements SyslogLink {
        @Override
        public void send(byte[] message) throws IOException {
            socket.send(new DatagramPacket(message, message.length));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {
            socket.close();
        }
    }

    /** A connection; each message has its length before it, source: RFC 6587, section 3.4.1. */
    record Tcp(Socket socket, OutputStream out) implements SyslogLink {
        @Override
        public void send(byte[] message) throws IOException {
            out.write((message.length + " ").getBytes(StandardCharsets.US_ASCII));
            out.write(message);
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
