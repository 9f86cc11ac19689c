package dev.pullover.synchrolist;

import dev.pullover.common.ledger.ScanLedger;
import dev.pullover.common.ledger.ScanLedger.Directory;
import dev.pullover.common.path.FilePath;
import dev.pullover.common.remote.RemoteEntry;
import dev.pullover.common.remote.RemoteStat;
import dev.pullover.common.remote.RemoteStore;
import dev.pullover.synchrolist.DirectoryVisits.Piece;
import dev.pullover.synchrolist.DirectoryVisits.Round;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Lists all that a server has, many directories at a time; keeps only the directories that are still to be listed. */
final class ServerTree implements AutoCloseable {
    private static final int PAGE = 500;
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final FilePath OUTBOX = FilePath.of("");

    private final RemoteStore store;
    private final DirectoryVisits visits = new DirectoryVisits();
    private final List<FilePath> unreadable = new ArrayList<>();

    ServerTree(RemoteStore store) {
        this.store = store;
    }

    /** Takes what is found, but for directories and Pullover's own files, in no order. */
    @FunctionalInterface
    interface Names {
        void take(FilePath path, RemoteStat stat) throws IOException;
    }

    /**
     * Lists everything.
     *
     * @throws NoSuchFileException if the outbox is not there
     */
    void list(Names names) throws IOException {
        Deque<FilePath> left = new ArrayDeque<>(List.of(OUTBOX));
        while (!left.isEmpty()) {
            List<Directory> page = new ArrayList<>();
            while (!left.isEmpty() && page.size() < PAGE) {
                page.add(new Directory(0, store.server(), ScanLedger.NO_PARENT, left.remove(), 0, 0, false));
            }
            try (Round round = visits.begin(store, page, true)) {
                while (round.goesOn()) {
                    for (Piece piece : round.take(PATIENCE)) {
                        take(piece, left, names);
                    }
                }
            } catch (InterruptedException e) {
                throw (InterruptedIOException) new InterruptedIOException("while listing").initCause(e);
            }
        }
    }

    /** Directories that could not be read: what is in them is not known. */
    List<FilePath> unreadable() {
        return unreadable;
    }

    @Override
    public void close() {
        visits.close();
    }

    private void take(Piece piece, Deque<FilePath> left, Names names) throws IOException {
        FilePath directory = piece.visit().directory().path();
        if (piece instanceof Piece.Unreadable) {
            unreadable.add(directory);
        } else if (piece instanceof Piece.Gone && directory.equals(OUTBOX)) {
            throw new NoSuchFileException("its outbox is not there");
        } else if (piece instanceof Piece.Names found) {
            for (RemoteEntry entry : found.entries()) {
                FilePath path = directory.child(entry.name());
                if (path.toString().equals(FilePath.PRIVATE_DIRECTORY)) {
                    continue;
                }
                if (entry.stat().isDirectory()) {
                    left.add(path);
                } else {
                    names.take(path, entry.stat());
                }
            }
        }
    }
}
