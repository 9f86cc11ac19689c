package dev.pullover.copylist;

import dev.pullover.common.EpochTime;
import dev.pullover.common.catalog.CatalogLayout;
import dev.pullover.common.catalog.CatalogLine;
import dev.pullover.common.catalog.Sha256;
import dev.pullover.common.cli.Amounts;
import dev.pullover.common.message.FaultKind;
import dev.pullover.common.metrics.Counter;
import dev.pullover.common.metrics.Counters;
import dev.pullover.common.path.FilePath;
import dev.pullover.common.remote.RemoteException;
import dev.pullover.common.remote.RemoteSink;
import dev.pullover.common.remote.RemoteStat;
import dev.pullover.common.remote.RemoteStore;
import dev.pullover.copylist.Connections.OpenFailedException;
import dev.pullover.copylist.ServerChooser.Source;
import dev.pullover.copylist.Steps.Step;
import dev.pullover.copylist.Temporaries.Partial;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Transfers one file from one server into the temporary directory, going on where an earlier transfer ended. Thread-safe. */
final class Download {
    private static final FilePath OUTBOX = FilePath.of("");

    private final Connections connections;
    private final Temporaries temporaries;
    private final Finish finish;
    private final BadFiles badFiles;
    private final Board board;
    private final Space space;
    private final RateLimit rateLimit;
    private final Faults faults;
    private final Counters counters;
    private final Steps steps;

    Download(
            Connections connections,
            Temporaries temporaries,
            Finish finish,
            BadFiles badFiles,
            Board board,
            Space space,
            RateLimit rateLimit,
            Faults faults,
            Counters counters,
            Steps steps) {
        this.connections = connections;
        this.temporaries = temporaries;
        this.finish = finish;
        this.badFiles = badFiles;
        this.board = board;
        this.space = space;
        this.rateLimit = rateLimit;
        this.faults = faults;
        this.counters = counters;
        this.steps = steps;
    }

    /** How many connections have failed so far: to be asked before a source is chosen. */
    long losses() {
        return connections.losses();
    }

    /**
     * Transfers the file.
     *
     * @param losses {@link #losses()} before the source was chosen
     * @return what came of it; empty if the server was lost
     * @throws IOException if something on this machine fails
     */
    Optional<Attempt> from(Source source, long losses, Task task) throws IOException, InterruptedException {
        return with(source, losses, store -> {
            Attempt attempt = transfer(store, source, task);
            if (attempt instanceof Outcome.Copied) {
                worked(store, source);
            }
            return attempt;
        });
    }

    /**
     * Works over the connection to a server.
     *
     * @param losses {@link #losses()} before the source was chosen
     * @return what came of it; empty if the server was lost, which has been told then
     */
    <T> Optional<T> with(Source source, long losses, Work<T> work) throws IOException, InterruptedException {
        RemoteStore store;
        try {
            store = connections.get(source.server(), losses, e -> faults.report(source.name(), true, e));
        } catch (OpenFailedException e) {
            return Optional.empty();
        }
        try {
            return Optional.of(work.over(store));
        } catch (RemoteException e) {
            connections.drop(store, () -> faults.report(source.name(), e.kind() == FaultKind.OUTBOX, e));
            return Optional.empty();
        }
    }

    /** A server gave a file. */
    void worked(RemoteStore store, Source source) {
        connections.ifCurrent(store, () -> faults.worked(source.name()));
    }

    /** What is done over a connection. */
    @FunctionalInterface
    interface Work<T> {
        T over(RemoteStore store) throws IOException;
    }

    private Attempt transfer(RemoteStore store, Source source, Task task) throws IOException {
        Path name = Temporaries.name(task.entry());
        if (!task.entry().line().hasHash()) {
            // Whether what came before belongs to the same content, only its hash could tell.
            temporaries.delete(name);
        }
        Received received = receive(store, name, task);
        if (received.isWrong() && received.resumedBytes() > 0) {
            // What was there from before may have suffered in a power cut: that is not the server's fault.
            temporaries.delete(name);
            received = receive(store, name, task);
        }
        return judge(received, name, store, source, task.entry().line());
    }

    private Attempt judge(Received received, Path name, RemoteStore store, Source source, CatalogLine line)
            throws IOException {
        if (received.noSpace()) {
            return new Attempt.NoSpace(Amounts.bytes(line.size()) + " to come, " + space.describe());
        }
        if (received.failure().isPresent()) {
            IOException failure = received.failure().get();
            if (failure instanceof NoSuchFileException) {
                requireOutbox(store, line.hasHash() ? CatalogLayout.HEAD : OUTBOX);
            }
            return failed(source, failure);
        }
        if (received.length() < line.size()) {
            String reason = "it has " + received.length() + " of " + line.size() + " bytes";
            return source.first()
                    ? new Outcome.Retry(source.name(), reason)
                    : new Outcome.NotYet(source.name(), reason);
        }
        if (received.isWrong()) {
            badFiles.take(name, line.path(), source.name());
            counters.increment(Counter.BAD_HASHES, source.name());
            return new Outcome.BadHash(source.name());
        }
        Optional<Outcome> changed = line.hasHash() ? Optional.empty() : changed(store, source, line);
        if (changed.isPresent()) {
            temporaries.delete(name);
            return changed.get();
        }
        finish.apply(temporaries, name, line.mode(), line.mtimeNs());
        return new Outcome.Copied(
                source.name(), received.length() - received.resumedBytes(), received.resumedBytes(), received.hash());
    }

    /** Without a published hash, only size and date can tell that a file did not change while it was read. */
    private static Optional<Outcome> changed(RemoteStore store, Source source, CatalogLine line) throws IOException {
        RemoteStat now;
        try {
            now = store.stat(line.path());
        } catch (FileSystemException e) {
            return Optional.of(failed(source, e));
        }
        boolean same =
                now.isFile() && now.size() == line.size() && now.mtimeSeconds() == EpochTime.seconds(line.mtimeNs());
        return same
                ? Optional.empty()
                : Optional.of(new Outcome.Retry(
                        source.name(),
                        "it is another one there: " + now.size() + " bytes, "
                                + Text.iso(now.mtimeSeconds() * 1_000_000_000) + "; expected were " + line.size()
                                + " bytes, " + Text.iso(line.mtimeNs())));
    }

    /**
     * Where the outbox is gone too, it is not the file that is missing, but perhaps the outbox's file system.
     *
     * @param mark what every outbox of the kind has
     */
    private static void requireOutbox(RemoteStore store, FilePath mark) throws IOException {
        try {
            store.stat(mark);
        } catch (RemoteException | InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            throw new RemoteException(
                    store.server(),
                    FaultKind.OUTBOX,
                    store.server()
                            + ": its outbox, or the catalog in it, is not there any more: is its file system mounted?",
                    e);
        }
    }

    /** The server's own answer about this file. On a server that others replicate to, what is missing may still come. */
    private static Outcome failed(Source source, IOException failure) {
        if (failure instanceof NoSuchFileException) {
            return source.first()
                    ? new Outcome.Vanished(source.name(), "it is not there any more")
                    : new Outcome.NotYet(source.name(), "it is not there yet");
        }
        return new Outcome.Retry(source.name(), "it cannot be read: " + failure);
    }

    private Received receive(RemoteStore store, Path name, Task task) throws IOException {
        CatalogLine line = task.entry().line();
        try (Partial partial = temporaries.open(name, line.size())) {
            Optional<Space.Claim> claim = space.claim(line.size() - partial.length());
            if (claim.isEmpty()) {
                return Received.NO_SPACE;
            }
            try (Space.Claim claimed = claim.get();
                    Board.Pull pull = board.begin(line.path(), store.server(), line.size(), partial.length())) {
                Receiver receiver = new Receiver(
                        partial,
                        line.size(),
                        store.server(),
                        claimed,
                        pull,
                        rateLimit,
                        steps,
                        () -> faults.receiving(store.server()));
                Optional<IOException> failure = read(store, line, partial, receiver);
                long length = partial.length() + receiver.bytes;
                Sha256 hash = partial.hasher().finish();
                boolean wrong = line.hasHash() && length == line.size() && !hash.equals(line.hash());
                return new Received(length, partial.length(), hash, wrong, failure, false);
            }
        }
    }

    /** @return what the server says against this file */
    private static Optional<IOException> read(RemoteStore store, CatalogLine line, Partial partial, Receiver receiver)
            throws IOException {
        if (partial.length() == line.size() && line.size() > 0) {
            return Optional.empty();
        }
        try {
            store.read(line.path(), partial.length(), line.size() - partial.length(), receiver);
            return Optional.empty();
        } catch (RemoteException | InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            if (receiver.failed) {
                throw e;
            }
            return Optional.of(e);
        }
    }

    /**
     * What a transfer left.
     *
     * @param length bytes in the temporary file
     * @param resumedBytes those that were there before
     * @param hash of all of them
     * @param isWrong whether all bytes are there but have another hash than was published
     * @param failure what the server said against this file
     * @param noSpace whether there was no space for it; then the rest means nothing
     */
    private record Received(
            long length,
            long resumedBytes,
            Sha256 hash,
            boolean isWrong,
            Optional<IOException> failure,
            boolean noSpace) {
        static final Received NO_SPACE = new Received(0, 0, Sha256.ZERO, false, Optional.empty(), true);
    }

    /** Writes and hashes what comes, and remembers whether it was this side that failed. */
    private static final class Receiver implements RemoteSink {
        private final Partial partial;
        private final long room;
        private final String server;
        private final Space.Claim claim;
        private final RateLimit rateLimit;
        private final Board.Pull pull;
        private final Steps steps;
        private final Runnable arriving;
        private long bytes;
        private boolean failed;

        Receiver(
                Partial partial,
                long size,
                String server,
                Space.Claim claim,
                Board.Pull pull,
                RateLimit rateLimit,
                Steps steps,
                Runnable arriving) {
            this.partial = partial;
            this.room = size - partial.length();
            this.server = server;
            this.claim = claim;
            this.pull = pull;
            this.rateLimit = rateLimit;
            this.steps = steps;
            this.arriving = arriving;
        }

        @Override
        public void accept(byte[] buffer, int offset, int length) throws IOException {
            arriving.run();
            if (bytes + length > room) {
                throw new RemoteException(
                        server, FaultKind.PROTOCOL, server + ": it sends more of a file than was asked for", null);
            }
            steps.before(Step.WRITE);
            failed = true;
            ByteBuffer content = ByteBuffer.wrap(buffer, offset, length);
            while (content.hasRemaining()) {
                partial.channel().write(content);
            }
            failed = false;
            partial.hasher().update(buffer, offset, length);
            claim.written(length);
            pull.received(length);
            bytes += length;
            rateLimit.took(length);
        }
    }
}
