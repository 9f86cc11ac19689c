package dev.pullover.testserver;

import dev.pullover.common.EpochTime;
import dev.pullover.common.PulloverException;
import dev.pullover.common.catalog.CatalogFormatException;
import dev.pullover.common.catalog.CatalogHead;
import dev.pullover.common.config.CheckConfig;
import dev.pullover.common.config.ServerConfig;
import dev.pullover.common.config.SynchroMode;
import dev.pullover.common.config.Transport;
import dev.pullover.common.message.FaultKind;
import dev.pullover.common.remote.RemoteException;
import dev.pullover.common.remote.RemoteStore;
import dev.pullover.common.remote.SshRoute;
import dev.pullover.common.remote.StoreOpener;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.file.FileSystemException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks at one server, layer by layer. The connection stays open from check to check, so that a check is one read of
 * HEAD; the login is exercised again when the connection is lost, when a caller asks for it, and at its own interval.
 *
 * <p>One thread checks; {@link #progress}, {@link #disconnect} and {@link #close} are for any.
 */
final class Probe implements Closeable {
    private final ServerConfig server;
    private final CheckConfig check;
    private final SynchroMode mode;
    private final Transport transport;
    private final StoreOpener stores;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final Failures failures;
    private volatile @Nullable OutboxConnection connection;
    private volatile @Nullable Greeting greeting;
    private volatile boolean closed;
    private volatile Progress progress = new Progress(Layer.LIFE, 0);
    private long loginNanos;
    /** Where to connect for the life check, once that is known; empty if ssh alone knows the way. */
    private @Nullable Optional<SshRoute> route;

    Probe(
            ServerConfig server,
            CheckConfig check,
            SynchroMode mode,
            Transport transport,
            StoreOpener stores,
            Clock clock,
            LongSupplier nanoTime) {
        this.server = server;
        this.check = check;
        this.mode = mode;
        this.transport = transport;
        this.stores = stores;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.failures = new Failures(where(server), check.timeout());
    }

    /** Where a server is, for people: host and port, or directory. */
    static String where(ServerConfig server) {
        return server.isFile() ? server.outbox() : server.host() + ":" + server.port();
    }

    /**
     * Checks the server now.
     *
     * @param relogin whether to connect anew even if a connection is open
     * @throws InterruptedIOException if the thread was interrupted, or this was closed
     */
    CheckResult check(boolean relogin) throws InterruptedIOException {
        Run run = new Run();
        OutboxConnection open = connection;
        if (open != null
                && (relogin
                        || nanoTime.getAsLong() - loginNanos
                                > check.loginInterval().toNanos())) {
            drop();
            open = null;
        }
        boolean fresh = open == null;
        try {
            if (open == null) {
                run.layer(Layer.LIFE, this::life);
                run.layer(Layer.AUTH, this::auth);
            }
            run.layer(Layer.HEALTH, () -> health(run));
            run.layer(Layer.RESPONSE, () -> response(run, fresh));
            return run.result(fresh, new CheckResult.Passed(run.head, run.slow));
        } catch (IOException e) {
            if (closed || (e instanceof InterruptedIOException && !(e instanceof SocketTimeoutException))) {
                throw interrupted(e);
            }
            boolean connectionLost = !(e instanceof FileSystemException || e instanceof CatalogFormatException);
            if (connectionLost) {
                drop();
            }
            return run.result(fresh, run.failed(e));
        }
    }

    /** Says that a check is about to begin, for {@link #progress}. */
    void begin() {
        progress = new Progress(Layer.LIFE, nanoTime.getAsLong());
    }

    /** The layer under way, and since when, or the last one. */
    Progress progress() {
        return progress;
    }

    /** Ends the open connection, if there is one. */
    void disconnect() {
        drop();
    }

    /** Ends the connection, and a check that is under way. */
    @Override
    public void close() {
        closed = true;
        closeQuietly(greeting);
        drop();
    }

    private String life() throws IOException {
        if (server.isFile()) {
            open().requireOutbox();
            return "the directory is there";
        }
        Optional<SshRoute> route = route();
        if (route.isEmpty()) {
            return "no way there but ssh's own: see auth";
        }
        try (Greeting started = new Greeting(check.timeout(), nanoTime)) {
            greeting = started;
            return started.read(route.get().host(), route.get().port());
        } finally {
            greeting = null;
        }
    }

    /** Asked once, because it costs a process; a reload begins anew. */
    private Optional<SshRoute> route() throws IOException {
        Optional<SshRoute> known = route;
        if (known == null) {
            known = SshRoute.direct(server, transport, check.timeout());
            route = known;
        }
        return known;
    }

    private String auth() throws IOException {
        if (server.isFile()) {
            return "no login needed";
        }
        open();
        return "logged in as " + server.user();
    }

    private OutboxConnection open() throws IOException {
        OutboxConnection opened = new OutboxConnection(server, mode, login());
        connection = opened;
        loginNanos = nanoTime.getAsLong();
        if (closed) {
            opened.close();
        }
        return opened;
    }

    private RemoteStore login() throws IOException {
        try {
            return stores.open(server);
        } catch (PulloverException e) {
            throw new RemoteException(server.name(), FaultKind.AUTH, e.getMessage(), e);
        }
    }

    private String health(Run run) throws IOException {
        OutboxConnection open = requireOpen();
        byte[] head = timedRead(run, open);
        if (head == null) {
            open.requireUseWithoutCatalog();
            return "no catalog";
        }
        CatalogHead parsed = CatalogHead.parse(head);
        run.head = parsed;
        return "catalog " + parsed.epoch() + " at " + parsed.seq();
    }

    /** The first request over a connection pays for much that is not the server's: if that was slow, there is another. */
    private String response(Run run, boolean fresh) throws IOException {
        if (fresh && isSlow(run)) {
            timedRead(run, requireOpen());
        }
        long ms = TimeUnit.NANOSECONDS.toMillis(run.responseNs);
        if (isSlow(run)) {
            run.slow = "slow: " + ms + " ms, more than " + check.responseSlow().toMillis() + " ms";
            return run.slow;
        }
        return ms + " ms";
    }

    private boolean isSlow(Run run) {
        return run.responseNs > check.responseSlow().toNanos();
    }

    private byte @Nullable [] timedRead(Run run, OutboxConnection open) throws IOException {
        long start = nanoTime.getAsLong();
        byte[] head = open.readHead();
        run.responseNs = nanoTime.getAsLong() - start;
        return head;
    }

    private OutboxConnection requireOpen() throws IOException {
        OutboxConnection open = connection;
        if (open == null) {
            throw new IOException("closed");
        }
        return open;
    }

    private void drop() {
        closeQuietly(connection);
        connection = null;
    }

    private static void closeQuietly(@Nullable Closeable closeable) {
        try {
            if (closeable != null) {
                closeable.close();
            }
        } catch (IOException e) {
            // It is given up anyway.
            return;
        }
    }

    private static InterruptedIOException interrupted(IOException e) {
        if (e instanceof InterruptedIOException interrupted) {
            return interrupted;
        }
        InterruptedIOException interrupted = new InterruptedIOException("broken off");
        interrupted.initCause(e);
        return interrupted;
    }

    /**
     * How far a check is.
     *
     * @param sinceNanos when the layer began, on the nano-time source
     */
    record Progress(Layer layer, long sinceNanos) {}

    private interface Step {
        /** What was found, for people. */
        String run() throws IOException;
    }

    /** What one check has found so far. */
    private final class Run {
        private final long startedNs = EpochTime.nowNs(clock);
        private final long startedNanos = nanoTime.getAsLong();
        private final List<LayerResult> layers = new ArrayList<>();
        private @Nullable CatalogHead head;
        private String slow = "";
        private long responseNs;

        void layer(Layer layer, Step step) throws IOException {
            long start = nanoTime.getAsLong();
            progress = new Progress(layer, start);
            boolean passed = false;
            String detail = "";
            try {
                detail = step.run();
                passed = true;
            } catch (IOException e) {
                detail = failures.describe(e);
                throw e;
            } finally {
                layers.add(new LayerResult(layer, passed, nanoTime.getAsLong() - start, detail));
            }
        }

        CheckResult.Failed failed(IOException e) {
            LayerResult last = layers.get(layers.size() - 1);
            return new CheckResult.Failed(
                    failures.kind(e), last.detail() + " (" + last.layer().word() + ")");
        }

        CheckResult result(boolean fresh, CheckResult.Outcome outcome) {
            long durationNs = nanoTime.getAsLong() - startedNanos;
            return new CheckResult(server.name(), startedNs, startedNanos, durationNs, fresh, layers, outcome);
        }
    }
}
