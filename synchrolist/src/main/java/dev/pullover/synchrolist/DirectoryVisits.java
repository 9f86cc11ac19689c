package dev.pullover.synchrolist;

import dev.pullover.common.ledger.ScanLedger.Directory;
import dev.pullover.common.path.FilePath;
import dev.pullover.common.remote.RemoteEntry;
import dev.pullover.common.remote.RemoteException;
import dev.pullover.common.remote.RemoteStat;
import dev.pullover.common.remote.RemoteStore;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Looks at directories of a server, many at a time: asks for the date, and lists those that have another one than before.
 * Their requests are in flight together over the one connection. What comes waits in a bounded queue. Used by one thread.
 */
final class DirectoryVisits implements AutoCloseable {
    /** Threads that wait for answers: so many round trips at a time. */
    private static final int PARALLEL = 32;
    /** Names in one piece. */
    private static final int PIECE_NAMES = 1000;
    /** Pieces that wait to be taken. */
    private static final int MAX_PIECES = 64;

    private static final Duration IDLE_LIFE = Duration.ofSeconds(10);

    private final ExecutorService threads;

    /** With threads of its own. */
    DirectoryVisits() {
        this(threads());
    }

    /** @param threads that wait for answers; ended by {@link #close} */
    DirectoryVisits(ExecutorService threads) {
        this.threads = threads;
    }

    private static ExecutorService threads() {
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                PARALLEL, PARALLEL, IDLE_LIFE.toSeconds(), TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
                    Thread thread = new Thread(work, "scan-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    /** Looks at directories. All that comes must be taken from what is returned, or it be closed. */
    Round begin(RemoteStore store, List<Directory> directories, boolean listAll) {
        Round round = new Round(store, directories.size());
        for (Directory directory : directories) {
            threads.execute(() -> round.visit(new Visit(directory), listAll || !directory.settled()));
        }
        return round;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    /**
     * A look at one directory; the same object for all that comes of it.
     *
     * @param names for whoever takes what comes: what was in it, but for directories
     * @param directories same, of directories
     */
    record Visit(Directory directory, NameSet names, NameSet directories) {
        Visit(Directory directory) {
            this(directory, new NameSet(), new NameSet());
        }

        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }

    /** What comes of a visit: any number of names, then one of the others. */
    sealed interface Piece {
        Visit visit();

        /** Names in it. */
        record Names(Visit visit, List<RemoteEntry> entries) implements Piece {}

        /** It has the date that it had, and was not listed. */
        record Unchanged(Visit visit) implements Piece {}

        /**
         * It was listed to its end.
         *
         * @param mtimeSeconds its date, asked for before
         * @param isEmpty whether nothing was in it, but for Pullover's own directory
         */
        record Listed(Visit visit, long mtimeSeconds, boolean isEmpty) implements Piece {}

        /** It is not there any more, or no directory any more. */
        record Gone(Visit visit) implements Piece {}

        /** It cannot be read. Nothing follows from that for what is in it. */
        record Unreadable(Visit visit, String problem) implements Piece {}
    }

    /** Visits under way. */
    static final class Round implements AutoCloseable {
        private final RemoteStore store;
        private final BlockingQueue<Piece> pieces = new ArrayBlockingQueue<>(MAX_PIECES);
        private int left;
        private volatile @Nullable IOException failure;
        private volatile boolean closed;

        Round(RemoteStore store, int visits) {
            this.store = store;
            this.left = visits;
        }

        /** Whether visits are under way. */
        boolean goesOn() {
            return left > 0;
        }

        /**
         * What has come, waiting for something at most {@code timeout}.
         *
         * @throws IOException if the server failed, in any of the visits
         */
        List<Piece> take(Duration timeout) throws IOException, InterruptedException {
            IOException failed = failure;
            if (failed != null) {
                throw failed;
            }
            List<Piece> taken = new ArrayList<>();
            Piece first = pieces.poll(timeout.toNanos(), TimeUnit.NANOSECONDS);
            if (first != null) {
                taken.add(first);
                pieces.drainTo(taken);
            }
            taken.forEach(piece -> left -= piece instanceof Piece.Names ? 0 : 1);
            return taken;
        }

        /** Nobody takes anything any more: visits end as soon as they can. */
        @Override
        public void close() {
            closed = true;
            pieces.clear();
        }

        private void visit(Visit visit, boolean listAnyway) {
            if (closed || failure != null) {
                return;
            }
            try {
                put(look(visit, listAnyway));
            } catch (IOException e) {
                failure = e;
            } catch (InterruptedException e) {
                closed = true;
            }
        }

        private Piece look(Visit visit, boolean listAnyway) throws IOException, InterruptedException {
            try {
                RemoteStat stat = store.stat(visit.directory().path());
                if (!stat.isDirectory()) {
                    return new Piece.Gone(visit);
                }
                if (!listAnyway && stat.mtimeSeconds() == visit.directory().mtimeSeconds()) {
                    return new Piece.Unchanged(visit);
                }
                return new Piece.Listed(visit, stat.mtimeSeconds(), list(visit) == 0);
            } catch (NoSuchFileException | NotDirectoryException e) {
                return new Piece.Gone(visit);
            } catch (RemoteException | InterruptedIOException e) {
                throw e;
            } catch (FileSystemException e) {
                return new Piece.Unreadable(visit, e.toString());
            }
        }

        /** The number of names, without Pullover's own directory. */
        private long list(Visit visit) throws IOException, InterruptedException {
            List<RemoteEntry> names = new ArrayList<>();
            long[] count = {0};
            store.list(visit.directory().path(), entry -> {
                count[0] += entry.name().toString().equals(FilePath.PRIVATE_DIRECTORY) ? 0 : 1;
                names.add(entry);
                if (names.size() >= PIECE_NAMES) {
                    offer(new Piece.Names(visit, List.copyOf(names)));
                    names.clear();
                }
            });
            if (!names.isEmpty()) {
                put(new Piece.Names(visit, names));
            }
            return count[0];
        }

        /** In the middle of a listing nothing may be thrown: after an interrupt what follows is thrown away. */
        private void offer(Piece piece) {
            try {
                put(piece);
            } catch (InterruptedException e) {
                closed = true;
                Thread.currentThread().interrupt();
            }
        }

        private void put(Piece piece) throws InterruptedException {
            boolean done = false;
            while (!done && !closed) {
                done = pieces.offer(piece, 100, TimeUnit.MILLISECONDS);
            }
        }
    }
}
