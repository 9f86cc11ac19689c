package dev.pullover.common.remote;

import dev.pullover.common.message.FaultKind;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import net.schmizz.concurrent.Promise;
import net.schmizz.sshj.common.Buffer;
import net.schmizz.sshj.sftp.PacketType;
import net.schmizz.sshj.sftp.Request;
import net.schmizz.sshj.sftp.Response;
import net.schmizz.sshj.sftp.SFTPEngine;
import net.schmizz.sshj.sftp.SFTPException;
import org.jspecify.annotations.Nullable;

/**
 * Requests over one open SFTP session, whatever carries it, with a deadline for each answer, see {@link #await}. The
 * first failure drops the connection; all that is in flight and all that comes later fails with the
 * same kind.
 *
 * <p>Any number of threads may send and await; sshj's engine numbers the requests and writes them
 * under its own lock, and its reader thread hands out the answers.
 */
final class SftpChannel implements AutoCloseable {
    /** What every server must be able to deliver in one answer (draft-ietf-secsh-filexfer-02, section 3), in bytes. */
    static final int MIN_CHUNK_BYTES = 32 * 1024;
    /** OpenSSH delivers a little less than 256 KiB; more at once would not be faster, but take memory. */
    private static final int MAX_CHUNK_BYTES = 256 * 1024;

    /** A timeout is judged in so many parts. */
    private static final int PARTS = 4;
    /** A request may take so many timeouts, if others come meanwhile. */
    private static final int MAX_TIMEOUTS = 24;
    /** Slower than that is a server that does not mean to serve. */
    private static final int MIN_BYTES_PER_MILLI = 1;

    private final String server;
    private final String label;
    private final SFTPEngine engine;
    private final HeldOutput out;
    private final AnswerStream in;
    private final RequestWindow window = new RequestWindow();
    private final Duration timeout;
    private final Runnable disconnect;
    private final LongAdder requests = new LongAdder();
    private volatile int chunkBytes;
    private final AtomicReference<RemoteException> failure = new AtomicReference<>();

    /**
     * @param engine initialised, over a {@link StreamSession}
     * @param disconnect ends the connection without waiting for anything, and never throws
     */
    SftpChannel(RemoteTarget target, SFTPEngine engine, Runnable disconnect) {
        this.server = target.server();
        this.label = target.label();
        this.engine = engine;
        this.out = (HeldOutput) engine.getSubsystem().getOutputStream();
        this.in = (AnswerStream) engine.getSubsystem().getInputStream();
        out.hold();
        this.timeout = target.timeout();
        this.disconnect = disconnect;
    }

    String server() {
        return server;
    }

    /** Requests sent so far. */
    long requests() {
        return requests.sum();
    }

    /**
     * How much of a large file to ask for in one request, in bytes: as much as the server says that it delivers at once
     * ({@code limits@openssh.com}), up to a bound; what every server does if it says nothing.
     */
    int chunkBytes() throws IOException {
        if (chunkBytes == 0) {
            chunkBytes = SftpMessages.readLimit(this, engine)
                    .map(limit -> (int) Math.max(MIN_CHUNK_BYTES, Math.min(limit, MAX_CHUNK_BYTES)))
                    .orElse(MIN_CHUNK_BYTES);
        }
        return chunkBytes;
    }

    /** How much of each large file to have in flight. */
    RequestWindow window() {
        return window;
    }

    Request request(PacketType type) {
        return engine.newRequest(type);
    }

    /** Sends without waiting: the answer is awaited later, or never. */
    Promise<Response, SFTPException> send(Request request) throws IOException {
        return send(request, true);
    }

    /** Same, but it may be held back until any thread waits for an answer or sends: for several requests in a row. */
    Promise<Response, SFTPException> sendWithNext(Request request) throws IOException {
        return send(request, false);
    }

    private Promise<Response, SFTPException> send(Request request, boolean now) throws IOException {
        checkOpen();
        requests.increment();
        try {
            Promise<Response, SFTPException> promise = engine.request(request);
            if (now) {
                out.release();
            }
            if (!engine.getSubsystem().isOpen()) {
                // The engine may have told all waiting that the connection is lost just before this one waited.
                throw fail(FaultKind.RESET, "connection lost", null);
            }
            return promise;
        } catch (RemoteException e) {
            throw e;
        } catch (IOException e) {
            // Even of an interrupt: half of the request may be on its way.
            throw fail(e);
        }
    }

    /**
     * Waits for an answer. It may take longer than the timeout if others come before it on a narrow line: while bytes come
     * at all, and not so few that someone must be dripping them.
     */
    Response await(Promise<Response, SFTPException> promise) throws IOException {
        if (!promise.isDelivered()) {
            release();
        }
        try {
            Response response = awaitWhileBytesCome(promise);
            if (response == null) {
                throw fail(FaultKind.TIMEOUT, "no answer within " + timeout.toMillis() + " ms", null);
            }
            return response;
        } catch (SFTPException e) {
            if (SshFailures.isInterrupt(e)) {
                throw interrupted(e);
            }
            throw fail(e);
        }
    }

    private @Nullable Response awaitWhileBytesCome(Promise<Response, SFTPException> promise) throws SFTPException {
        long before = in.bytes();
        long last = before;
        int silent = 0;
        for (int part = 1; part <= MAX_TIMEOUTS * PARTS; part++) {
            Response response = promise.tryRetrieve(timeout.toNanos() / PARTS, TimeUnit.NANOSECONDS);
            if (response != null) {
                return response;
            }
            long now = in.bytes();
            silent = now == last ? silent + 1 : 0;
            last = now;
            boolean slow = now - before < timeout.toMillis() * part / PARTS * MIN_BYTES_PER_MILLI;
            if (silent == PARTS || (slow && part >= PARTS)) {
                return null;
            }
        }
        return null;
    }

    /** Sends what is held back. */
    void release() throws IOException {
        try {
            out.release();
        } catch (IOException e) {
            throw fail(e);
        }
    }

    Response call(Request request) throws IOException {
        return await(send(request));
    }

    /** Has the server close a handle. Nobody needs the answer, which the next one follows anyway. */
    void closeHandle(byte[] handle) {
        try {
            send(request(PacketType.CLOSE).putString(handle));
        } catch (IOException e) {
            // The connection is lost, and the handle with it: the caller knows already, or the next call will tell.
        }
    }

    /** The server broke the rules of the protocol. */
    RemoteException broken(String what) {
        return fail(FaultKind.PROTOCOL, what, null);
    }

    /** Same, found while taking an answer apart. */
    RemoteException broken(Buffer.BufferException e) {
        return fail(FaultKind.PROTOCOL, "malformed answer: " + e.getMessage(), e);
    }

    /** Ends the connection. Whoever waits for an answer fails. Never throws. */
    @Override
    public void close() {
        RemoteException closed = new RemoteException(server, FaultKind.RESET, label + ": closed", null);
        if (failure.compareAndSet(null, closed)) {
            disconnect.run();
        }
    }

    private void checkOpen() throws RemoteException {
        RemoteException earlier = failure.get();
        if (earlier != null) {
            throw new RemoteException(server, earlier.kind(), earlier.getMessage(), earlier);
        }
    }

    private IOException fail(IOException cause) {
        if (SshFailures.isInterrupt(cause)) {
            fail(FaultKind.RESET, "interrupted while sending", cause);
            return interrupted(cause);
        }
        FaultKind kind = SshFailures.kind(cause);
        String what = kind == FaultKind.TIMEOUT
                ? "no answer within " + timeout.toMillis() + " ms"
                : SshFailures.describe(cause);
        return fail(kind, what, cause);
    }

    private RemoteException fail(FaultKind kind, String what, @Nullable Throwable cause) {
        RemoteException failed = new RemoteException(server, kind, label + ": " + what, cause);
        if (failure.compareAndSet(null, failed)) {
            disconnect.run();
            return failed;
        }
        RemoteException earlier = failure.get();
        return new RemoteException(server, earlier.kind(), earlier.getMessage(), earlier);
    }

    private static InterruptedIOException interrupted(IOException cause) {
        InterruptedIOException interrupted = new InterruptedIOException("interrupted while waiting for the server");
        interrupted.initCause(cause);
        return interrupted;
    }
}
