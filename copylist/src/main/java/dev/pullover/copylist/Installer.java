package dev.pullover.copylist;

import dev.pullover.common.metrics.Counter;
import dev.pullover.common.metrics.Counters;
import dev.pullover.common.path.FilePath;
import dev.pullover.copylist.Outcome.AlreadyHere;
import dev.pullover.copylist.Outcome.Copied;
import dev.pullover.copylist.ReplicaTree.Place;
import dev.pullover.copylist.Steps.Step;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a group of files visible and durable: all contents are forced to disk, then all are renamed into place, then the
 * directories are forced to disk, each once. Only then may they be recorded. Used by one thread.
 */
final class Installer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Installer.class);
    /** Forcing to disk is waiting, and file systems take several waiters for the price of one. */
    private static final int THREADS = 8;

    private final ReplicaTree tree;
    private final Versions versions;
    private final boolean durable;
    private final Optional<FileSystemSync> fileSystem;
    private final Counters counters;
    private final Steps steps;
    private final ExecutorService threads;
    private final Anchors anchors = new Anchors();

    /**
     * @param durable whether anything is forced to disk at all
     * @param fileSystem of the replica
     */
    Installer(
            ReplicaTree tree,
            Versions versions,
            boolean durable,
            Optional<FileSystemSync> fileSystem,
            Counters counters,
            Seams seams) {
        this.tree = tree;
        this.versions = versions;
        this.durable = durable;
        this.fileSystem = fileSystem;
        this.counters = counters;
        this.steps = seams.steps();
        this.threads = seams.pools().make("install-", THREADS);
    }

    /**
     * Installs a group.
     *
     * @param group only {@link Copied} and {@link AlreadyHere}
     * @return the same files; the outcome of those that could not be installed is another now
     */
    List<Settled> install(List<Settled> group) throws InterruptedException {
        List<Settled> failed = new ArrayList<>();
        Map<FilePath, List<Settled>> folders = new TreeMap<>();
        for (Settled settled : durable ? syncContents(group) : group) {
            if (settled.outcome() instanceof Outcome.Retry) {
                failed.add(settled);
            } else {
                FilePath folder = ReplicaTree.parent(settled.task().path());
                folders.computeIfAbsent(folder, none -> new ArrayList<>()).add(settled);
            }
        }
        Set<FilePath> grown = ConcurrentHashMap.newKeySet();
        List<Callable<List<Settled>>> installs = new ArrayList<>();
        folders.forEach((folder, files) -> installs.add(() -> install(folder, files, grown)));
        List<Settled> done = syncGrown(inParallel(installs), grown, folders.keySet());
        done.addAll(failed);
        return done;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    private List<Settled> syncContents(List<Settled> group) throws InterruptedException {
        List<Settled> copied = group.stream()
                .filter(settled -> settled.outcome() instanceof Copied)
                .toList();
        long bytes = copied.stream().mapToLong(settled -> settled.task().size()).sum();
        if (fileSystem.isPresent() && fileSystem.get().isCheaper(copied.size(), bytes)) {
            return syncTogether(group, fileSystem.get());
        }
        List<Callable<List<Settled>>> syncs = new ArrayList<>(group.size());
        group.forEach(settled -> syncs.add(() -> List.of(syncContent(settled))));
        return inParallel(syncs);
    }

    private List<Settled> syncTogether(List<Settled> group, FileSystemSync all) throws InterruptedException {
        steps.before(Step.SYNC_FILE);
        try {
            all.sync();
            return group;
        } catch (IOException e) {
            // Whose content did not reach the disk is not known.
            List<Callable<List<Settled>>> failures = new ArrayList<>(group.size());
            group.forEach(settled -> failures.add(() -> List.of(unsynced(settled, e))));
            return inParallel(failures);
        }
    }

    private Settled unsynced(Settled settled, IOException e) throws IOException {
        if (settled.outcome() instanceof Copied) {
            tree.temporaries().delete(Temporaries.name(settled.task().entry()));
        }
        return failed(settled, e);
    }

    private Settled syncContent(Settled settled) throws IOException {
        Path temporary = Temporaries.name(settled.task().entry());
        try {
            if (settled.outcome() instanceof Copied) {
                tree.temporaries().sync(temporary);
            }
            return settled;
        } catch (IOException e) {
            // What reached the disk of it is not known, so it is not to be built on.
            tree.temporaries().delete(temporary);
            return failed(settled, e);
        }
    }

    /** @param grown takes the directories in which others had to be made */
    private List<Settled> install(FilePath folder, List<Settled> files, Set<FilePath> grown) {
        List<Settled> done = new ArrayList<>(files.size());
        try (Place place = tree.make(folder.child("x"), grown::add)) {
            files.forEach(settled -> done.add(install(settled, place.folder())));
            if (durable) {
                tree.sync(place.folder());
            }
            return done;
        } catch (IOException e) {
            return files.stream().map(settled -> failed(settled, e)).toList();
        }
    }

    private Settled install(Settled settled, Folder folder) {
        Path name = ReplicaTree.name(settled.task().path());
        try {
            if (settled.outcome() instanceof Copied) {
                rename(settled.task(), new Place(folder, name));
            } else if (durable) {
                steps.before(Step.SYNC_FILE);
                folder.syncFile(name);
            }
            return settled;
        } catch (IOException e) {
            return failed(settled, e);
        }
    }

    private void rename(Task task, Place place) throws IOException {
        Optional<PosixFileAttributes> before = InPlace.regular(place);
        if (before.isPresent() && InPlace.looksRecorded(task, before.get())) {
            counters.increment(Counter.FILES_COPIED_TWICE);
            log.error("{}: was pulled though it was here: please report this", task.path());
        }
        if (before.isPresent() && task.row().isEmpty()) {
            requireOwnName(place);
        }
        versions.keep(task, place);
        tree.temporaries().move(Temporaries.name(task.entry()), place.folder(), place.name());
    }

    /**
     * On some file systems {@code A.csv} and {@code a.csv} are one file: then the first to come keeps the place.
     *
     * @throws BlockedException if the file that is found under this name has another one
     */
    private static void requireOwnName(Place place) throws IOException {
        try (Folder folder = place.folder().again()) {
            if (!folder.names().contains(place.name())) {
                throw new BlockedException("in its place is a file whose name this file system takes for the same:"
                        + " it does not tell upper from lower case, or ways of writing an accent");
            }
        }
    }

    /** @param folders in which files were put */
    private List<Settled> syncGrown(List<Settled> group, Set<FilePath> grown, Set<FilePath> folders) {
        if (!durable) {
            return group;
        }
        try {
            anchors.force(tree, folders, grown);
            return group;
        } catch (IOException e) {
            anchors.clear();
            List<Settled> failed = new ArrayList<>(group.size());
            group.forEach(settled -> failed.add(failed(settled, e)));
            return failed;
        }
    }

    private static Settled failed(Settled settled, IOException e) {
        Outcome outcome = e instanceof BlockedException
                ? new Outcome.Rejected(String.valueOf(e.getMessage()))
                : new Outcome.Retry("", "on this machine: " + e);
        return new Settled(settled.task(), outcome);
    }

    private List<Settled> inParallel(List<Callable<List<Settled>>> work) throws InterruptedException {
        List<Settled> all = new ArrayList<>();
        for (Future<List<Settled>> result : threads.invokeAll(work)) {
            all.addAll(Workers.result(result));
        }
        return all;
    }
}
