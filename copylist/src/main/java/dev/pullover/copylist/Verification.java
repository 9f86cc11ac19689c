package dev.pullover.copylist;

import dev.pullover.common.catalog.Sha256;
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
    private static final int PAGE = 200;
    private static final int THREADS = 4;
    /** A file that keeps changing while it is compared is looked at this often. */
    private static final int MAX_LOOKS = 3;

    private final Folder root;
    private final ReplicaView replica;
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS, Workers.factory("verify-"));
    private final RateLimit rateLimit;
    private VerifyMark mark;

    /**
     * @param root the replica directory
     * @param rateLimit how fast files may be read
     * @param start where to begin
     */
    Verification(Folder root, ReplicaView replica, RateLimit rateLimit, VerifyMark start) {
        this.root = root;
        this.replica = replica;
        this.rateLimit = rateLimit;
        this.mark = start;
    }

    /**
     * Compares all, and hands out the differences in the order of paths.
     *
     * @param passed told after each file how far it is
     */
    void run(Taker<Difference> found, Taker<VerifyMark> passed) throws InterruptedException, IOException {
        FilePath after = FilePath.parse(mark.after());
        List<ReplicaEntry> page;
        do {
            page = replica.files(after, PAGE);
            for (Compared compared : compare(page)) {
                Optional<String> what = settle(compared);
                after = compared.entry().path();
                if (what.isPresent()) {
                    found.take(new Difference(after.toString(), what.get()));
                }
                mark = mark.plus(after.toString(), compared.entry().size(), what.isPresent());
                passed.take(mark);
            }
        } while (page.size() == PAGE);
    }

    /** How far it is. */
    VerifyMark mark() {
        return mark;
    }

    /** Compares one file, as it is recorded now. */
    Optional<Difference> lookAgain(FilePath path) {
        Optional<ReplicaEntry> entry = replica.find(path);
        Optional<String> what = entry.isPresent()
                ? difference(entry.get())
                : Optional.of(replica.findParked(path)
                        .map(parked -> "parked as " + parked.outcome() + ": " + parked.reason())
                        .orElse("no server offers it any more"));
        return what.map(text -> new Difference(path.toString(), text));
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

    private Optional<String> difference(ReplicaEntry entry, Place place) throws IOException {
        Optional<PosixFileAttributes> found = InPlace.regular(place);
        if (found.isEmpty()) {
            return Optional.of("missing");
        }
        if (found.get().size() != entry.size()) {
            return Optional.of(found.get().size() + " bytes, recorded are " + entry.size());
        }
        try (FileChannel channel = place.folder().open(place.name(), StandardOpenOption.READ)) {
            Sha256.Hasher hasher = new Sha256.Hasher();
            Temporaries.hash(channel, hasher, rateLimit);
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

    /** Takes what is found. */
    @FunctionalInterface
    interface Taker<T> {
        void take(T found) throws IOException;
    }

    private record Compared(ReplicaEntry entry, Optional<String> difference) {}
}
