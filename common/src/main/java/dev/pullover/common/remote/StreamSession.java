package dev.pullover.common.remote;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Proxy;
import net.schmizz.sshj.connection.channel.direct.Session;
import net.schmizz.sshj.connection.channel.direct.SessionFactory;

/**
 * Lets sshj's SFTP engine speak over a pair of streams: what it asks of an SSH session, which is little, is answered here.
 */
final class StreamSession {
    private StreamSession() {}

    /**
     * A session that ends with {@code in}, or with an answer that is too long to be one.
     *
     * @param in from the server
     * @param to the server; should have a buffer
     */
    static SessionFactory over(InputStream in, OutputStream to) {
        Ending ending = new Ending(in);
        HeldOutput out = new HeldOutput(to);
        Class<?>[] types = {SessionFactory.class, Session.class, Session.Subsystem.class};
        return (SessionFactory) Proxy.newProxyInstance(
                StreamSession.class.getClassLoader(), types, (session, method, arguments) -> switch (method.getName()) {
                    case "startSession", "startSubsystem" -> session;
                    case "getInputStream" -> ending;
                    case "getOutputStream" -> out;
                    case "isOpen" -> ending.isOpen();
                    case "getLoggerFactory" -> new SshjSilence();
                    case "setAutoExpand", "getRemoteSocketAddress" -> null;
                    default -> throw new UnsupportedOperationException(method.toString());
                });
    }

    /** Knows that it has ended before those who read it do. */
    private static final class Ending extends FilterInputStream {
        private final PacketLimit limit = new PacketLimit();
        private volatile boolean open = true;

        Ending(InputStream in) {
            super(in);
        }

        boolean isOpen() {
            return open;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            try {
                int count = super.read(buffer, offset, length);
                open = count >= 0;
                limit.check(buffer, offset, count);
                return count;
            } catch (IOException e) {
                open = false;
                throw e;
            }
        }
    }
}
