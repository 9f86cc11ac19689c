package dev.pullover.common.remote;

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
        AnswerStream answers = new AnswerStream(in);
        HeldOutput out = new HeldOutput(to);
        Class<?>[] types = {SessionFactory.class, Session.class, Session.Subsystem.class};
        return (SessionFactory) Proxy.newProxyInstance(
                StreamSession.class.getClassLoader(), types, (session, method, arguments) -> switch (method.getName()) {
                    case "startSession", "startSubsystem" -> session;
                    case "getInputStream" -> answers;
                    case "getOutputStream" -> out;
                    case "isOpen" -> answers.isOpen();
                    case "getLoggerFactory" -> new SshjSilence();
                    case "setAutoExpand", "getRemoteSocketAddress" -> null;
                    default -> throw new UnsupportedOperationException(method.toString());
                });
    }
}
