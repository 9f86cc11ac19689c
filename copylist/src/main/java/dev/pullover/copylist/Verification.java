package dev.pullover.copylist;

import dev.pullover.common.catalog.Sha256;
import dev.pullover.common.ledger.CatalogView.Totals;
import dev.pullover.common.ledger.ReplicaEntry;
import dev.pullover.common.ledger.ReplicaView;
import dev.pullover.common.path.FilePath;
import dev.pullover.copylist.ReplicaTree.Place;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Compares the files of the replica with what was recorded of them, several at a time. Used by one thread. */
final class Verification implements AutoCloseable {
    private static final int PAGE = 1000;
    private static final int THREADS = 4;
    /** A file that keeps changing while it is compared is looked at this often. */
    private static final int MAX_LOOKS = 3;

    private final Folder root;
    private final ReplicaView replica;
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS, Workers.factory("verify-"));
    private long files;
    private long bytes;
    private long differences;

    /** @param root the replica directory */
    Verification(Folder root, ReplicaView replica) {
        this.root = root;
        this.replica = replica;
    }

    /** Compares all, and hands out the differences in the order of paths. */
    <E extends Exception> void run(Differences<E> found) throws InterruptedException, E {
        FilePath after = FilePath.of("");
        List<ReplicaEntry> page;
        do {
            page = replica.files(after, PAGE);
            for (Compared compared : compare(page)) {
                files++;
                bytes += compared.entry().size();
                Optional<String> what = settle(compared);
                if (what.isPresent()) {
                    differences++;
                    found.add(new Difference(compared.entry().path().toString(), what.get()));
                }
                after = compared.entry().path();
            }
        } while (page.size() == PAGE);
    }

    /** What was compared so far. */
    Totals checked() {
        return new Totals(files, bytes);
    }

    /** Files that are not as recorded. */
    long differences() {
        return differences;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    private List<Compared> compare(List<ReplicaEntry> page) throws InterruptedException {
        List<Callable<Compared>> work = new ArrayList<>(page.size());
        page.forEach(entry -> work.add(() -> new Compared(entry, difference(entry))));
        List<Compared> compared = new ArrayList<>(page.size());
        for (Future<Compared> done : threads.invokeAll(work)) {
            compared.add(Workers.result(done));
        }
        return compared;
    }

    /** copylist may have replaced the file meanwhile: then the new one counts. */
    private Optional<String> settle(Compared compared) {
        ReplicaEntry entry = compared.entry();
        Optional<String> what = compared.difference();
        for (int look = 1; look < MAX_LOOKS && what.isPresent(); look++) {
            Optional<ReplicaEntry> now = replica.find(entry.path());
            if (now.isEmpty() || now.get().equals(entry)) {
                return now.isEmpty() ? Optional.empty() : what;
            }
            entry = now.get();
            what = difference(entry);
        }
        return what;
    }

    private Optional<String> difference(ReplicaEntry entry) {
        try {
            Optional<Place> place = ReplicaTree.find(root, entry.path());
            if (place.isEmpty()) {
                return Optional.of("missing");
            }
            try (Place open = place.get()) {
                return difference(entry, open);
            }
        } catch (IOException e) {
            return Optional.of("cannot be read: " + e.getMessage());
        }
    }

    private static Optional<String> difference(ReplicaEntry entry, Place place) throws IOException {
        Optional<PosixFileAttributes> found = InPlace.regular(place);
        if (found.isEmpty()) {
            return Optional.of("missing");
        }
        if (found.get().size() != entry.size()) {
            return Optional.of(found.get().size() + " bytes, recorded are " + entry.size());
        }
        try (FileChannel channel = place.folder().open(place.name(), StandardOpenOption.READ)) {
            Sha256.Hasher hasher = new Sha256.Hasher();
            Temporaries.hash(channel, hasher);
            Sha256 hash = hasher.finish();
            return hash.equals(entry.hash())
                    ? Optional.empty()
                    : Optional.of("content is " + hash + ", recorded is " + entry.hash());
        }
    }

    /**
     * A file that is not as recorded.
     *
     * @param path escaped
     * @param what for people
     */
    record Difference(String path, String what) {}

    /** Takes differences. */
    @FunctionalInterface
    interface Differences<E extends Exception> {
        void add(Difference difference) throws E;
    }

    private record Compared(ReplicaEntry entry, Optional<String> difference) {}
}
