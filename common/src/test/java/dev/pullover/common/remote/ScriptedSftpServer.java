package dev.pullover.common.remote;

import dev.pullover.common.config.ServerConfig;
import dev.pullover.common.config.Transport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import net.schmizz.sshj.common.Buffer;
import net.schmizz.sshj.sftp.SFTPEngine;

/** An SFTP session whose server answers whatever a test wants, byte by byte. */
final class ScriptedSftpServer {
    static final int VERSION = 2;
    static final int STATUS = 101;
    static final int HANDLE = 102;
    static final int DATA = 103;
    static final int NAME = 104;
    static final int ATTRS = 105;

    private static final byte[] END = {};

    private final BlockingQueue<byte[]> toClient = new LinkedBlockingQueue<>();
    private final Script script;

    private final long dripMillis;

    private ScriptedSftpServer(Script script, long dripMillis) {
        this.script = script;
        this.dripMillis = dripMillis;
    }

    /** Makes the bytes that answer a request; none: it stays unanswered. */
    @FunctionalInterface
    interface Script {
        /**
         * @param type of the request
         * @param id of the request
         */
        byte[] answer(int type, int id);
    }

    /** A client's store, of which the server is {@code script}, but for the greeting. */
    static RemoteStore store(Script script, Duration timeout) throws IOException {
        return new ScriptedSftpServer(script, 0).store(timeout);
    }

    /** The same, of which every byte takes a tenth of the timeout. */
    static RemoteStore dripping(Script script, Duration timeout) throws IOException {
        return new ScriptedSftpServer(script, timeout.toMillis() / 10).store(timeout);
    }

    private RemoteStore store(Duration timeout) throws IOException {
        SFTPEngine engine = new SFTPEngine(StreamSession.over(new Answers(), new Requests())).init();
        ServerConfig config = new ServerConfig(
                "hostile",
                URI.create("sftp://sync@hostile.example/outbox"),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                1,
                Optional.empty());
        RemoteTarget target = new RemoteTarget(config, Transport.SSHJ, timeout);
        return RemoteStores.openSftp(target, () -> new SftpChannel(target, engine, () -> toClient.add(END)));
    }

    /** A packet with its length before it. */
    static byte[] packet(int type, int id, byte[] body) {
        return ByteBuffer.allocate(9 + body.length)
                .putInt(5 + body.length)
                .put((byte) type)
                .putInt(id)
                .put(body)
                .array();
    }

    static byte[] status(int id, int code, String text) {
        return packet(
                STATUS,
                id,
                new Buffer.PlainBuffer()
                        .putUInt32(code)
                        .putString(text)
                        .putString("en")
                        .getCompactData());
    }

    static byte[] handle(int id) {
        return packet(HANDLE, id, new Buffer.PlainBuffer().putString("h").getCompactData());
    }

    /** Attributes of a regular file. */
    static byte[] attributes(int id, long size) {
        return packet(ATTRS, id, attributes(size));
    }

    static byte[] attributes(long size) {
        return ByteBuffer.allocate(24)
                .putInt(0x0D)
                .putLong(size)
                .putInt(0100644)
                .putLong(0)
                .array();
    }

    private void take(int type, int id) {
        byte[] answer = script.answer(type, id);
        if (answer.length > 0) {
            toClient.add(answer);
        }
    }

    /** What the client sends, packet by packet. */
    private final class Requests extends OutputStream {
        private final ByteArrayOutputStream pending = new ByteArrayOutputStream();

        @Override
        public void write(int one) {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int count) {
            pending.write(bytes, offset, count);
            ByteBuffer sent = ByteBuffer.wrap(pending.toByteArray());
            while (sent.remaining() >= 4 && sent.remaining() >= 4 + sent.getInt(sent.position())) {
                int length = sent.getInt();
                int type = sent.get();
                if (type == 1) {
                    toClient.add(ByteBuffer.allocate(9)
                            .putInt(5)
                            .put((byte) VERSION)
                            .putInt(3)
                            .array());
                } else {
                    take(type, sent.getInt(sent.position()));
                }
                sent.position(sent.position() + length - 1);
            }
            pending.reset();
            pending.write(sent.array(), sent.position(), sent.remaining());
        }
    }

    /** What the client receives, until the client hangs up. */
    private final class Answers extends InputStream {
        private ByteBuffer current = ByteBuffer.allocate(0);

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            try {
                while (!current.hasRemaining()) {
                    byte[] next = toClient.take();
                    if (next.length == 0) {
                        return -1;
                    }
                    current = ByteBuffer.wrap(next);
                }
                if (dripMillis > 0) {
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(dripMillis));
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException(e);
            }
            int count = Math.min(dripMillis > 0 ? 1 : length, current.remaining());
            current.get(buffer, offset, count);
            return count;
        }
    }
}
