package dev.pullover.common.remote;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import net.schmizz.sshj.connection.channel.direct.SessionFactory;

/**
 * A running {@code ssh} that carries SFTP on its standard streams. It ends by itself when these are closed, so also when
 * this JVM is killed.
 */
final class SshChild {
    /** What a pipe of Linux holds, in bytes. */
    private static final int BUFFER_BYTES = 64 * 1024;
    /** What is kept of its complaints, in characters: the first ones. */
    private static final int MAX_COMPLAINTS = 4096;
    /** Between its death and the end of what it has to say. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    private final Process process;
    private final StringBuffer complaints = new StringBuffer();
    private final Thread listener;

    private SshChild(Process process, String name) {
        this.process = process;
        this.listener = new Thread(this::listen, "ssh-" + name);
        listener.setDaemon(true);
        listener.start();
    }

    /**
     * Starts it.
     *
     * @param name of the server, for the name of a thread
     * @throws IOException if there is no such program
     */
    static SshChild start(List<String> command, String name) throws IOException {
        return new SshChild(new ProcessBuilder(command).start(), name);
    }

    /** Its streams, for sshj's SFTP engine. */
    SessionFactory session() {
        InputStream in = new BufferedInputStream(process.getInputStream(), BUFFER_BYTES);
        return StreamSession.over(in, process.getOutputStream());
    }

    /** What it complained of, after its death; with line ends as they came. */
    String lastWords() throws InterruptedException {
        process.waitFor(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
        listener.join(LAST_WORDS.toMillis());
        return complaints.toString();
    }

    /** Ends it at once, with all that it has started to get through (as {@code ProxyJump} does). Never throws. */
    void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        closeQuietly(process.getOutputStream());
        closeQuietly(process.getInputStream());
        closeQuietly(process.getErrorStream());
    }

    private void listen() {
        byte[] buffer = new byte[MAX_COMPLAINTS];
        try (InputStream errors = process.getErrorStream()) {
            for (int count = errors.read(buffer); count >= 0; count = errors.read(buffer)) {
                int room = Math.min(count, MAX_COMPLAINTS - complaints.length());
                complaints.append(new String(buffer, 0, room, StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            // Closed when it was killed: there is nothing more to hear.
            return;
        }
    }

    private static void closeQuietly(Closeable stream) {
        try {
            stream.close();
        } catch (IOException e) {
            // What could not be written any more does not matter.
            return;
        }
    }
}
