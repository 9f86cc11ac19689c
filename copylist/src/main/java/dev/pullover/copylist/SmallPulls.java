package dev.pullover.copylist;

import dev.pullover.common.catalog.Sha256;
import dev.pullover.common.path.FilePath;
import dev.pullover.common.remote.RemoteStore;
import dev.pullover.common.remote.SmallFile;
import dev.pullover.copylist.ServerChooser.Source;
import dev.pullover.copylist.Steps.Step;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Brings small files many at a time, which spares round trips and threads. Does the easy part only: what does not arrive
 * at once as it was published is left to {@link Download}, which knows what to make of it. Thread-safe.
 */
final class SmallPulls {
    private final ServerChooser chooser;
    private final Download download;
    private final Temporaries temporaries;
    private final Finish finish;
    private final Space space;
    private final Board board;
    private final RateLimit rateLimit;
    private final Steps steps;

    SmallPulls(
            ServerChooser chooser,
            Download download,
            Temporaries temporaries,
            Finish finish,
            Space space,
            Board board,
            RateLimit rateLimit,
            Steps steps) {
        this.chooser = chooser;
        this.download = download;
        this.temporaries = temporaries;
        this.finish = finish;
        this.space = space;
        this.board = board;
        this.rateLimit = rateLimit;
        this.steps = steps;
    }

    /**
     * Brings as many of these as come easily.
     *
     * @param brought takes what came, by task
     * @return the tasks, but for what came: each with one loss more if a connection broke with it
     */
    List<Task> bring(List<Task> tasks, Map<Task, Attempt> brought) throws IOException, InterruptedException {
        Set<Task> lost = Collections.newSetFromMap(new IdentityHashMap<>());
        long losses = download.losses();
        Map<Source, List<Task>> bySource = new LinkedHashMap<>();
        for (Task task : tasks) {
            if (task.entry().line().hasHash()) {
                chooser.choose(task.entry(), Set.of())
                        .ifPresent(source -> bySource.computeIfAbsent(source, none -> new ArrayList<>())
                                .add(task));
            }
        }
        try {
            for (Map.Entry<Source, List<Task>> share : bySource.entrySet()) {
                if (!bring(share.getKey(), losses, share.getValue(), brought)) {
                    lost.addAll(share.getValue());
                }
            }
        } finally {
            bySource.forEach((source, share) -> share.forEach(task -> chooser.ended(source)));
        }
        return tasks.stream()
                .filter(task -> !brought.containsKey(task))
                .map(task -> lost.contains(task) ? task.withLosses(task.losses() + 1) : task)
                .toList();
    }

    /** @return whether the server was there to the end */
    private boolean bring(Source source, long losses, List<Task> tasks, Map<Task, Attempt> brought)
            throws IOException, InterruptedException {
        long bytes = tasks.stream().mapToLong(Task::size).sum();
        Optional<Space.Claim> claim = space.claim(bytes, tasks.size());
        if (claim.isEmpty()) {
            return true;
        }
        boolean stayed;
        try (Space.Claim claimed = claim.get()) {
            List<SmallFile> files = new ArrayList<>(tasks.size());
            tasks.forEach(task -> files.add(new Wanted(task, source, claimed, brought)));
            stayed = download.with(source, losses, store -> read(store, source, files, brought))
                    .isPresent();
        }
        rateLimit.took(bytes);
        return stayed;
    }

    private boolean read(RemoteStore store, Source source, List<SmallFile> files, Map<Task, Attempt> brought)
            throws IOException {
        store.readSmall(files);
        if (!brought.isEmpty()) {
            download.worked(store, source);
        }
        return true;
    }

    /** Writes a file that came as it was published. */
    private final class Wanted implements SmallFile {
        private final Task task;
        private final Source source;
        private final Space.Claim claim;
        private final Map<Task, Attempt> brought;

        Wanted(Task task, Source source, Space.Claim claim, Map<Task, Attempt> brought) {
            this.task = task;
            this.source = source;
            this.claim = claim;
            this.brought = brought;
        }

        @Override
        public FilePath path() {
            return task.path();
        }

        @Override
        public int length() {
            return Math.toIntExact(task.size());
        }

        @Override
        public void content(byte[] buffer, int offset, int count) {
            Sha256.Hasher hasher = new Sha256.Hasher();
            hasher.update(buffer, offset, count);
            Sha256 hash = hasher.finish();
            if (!hash.equals(task.entry().line().hash())) {
                return;
            }
            try {
                write(ByteBuffer.wrap(buffer, offset, count));
                brought.put(task, new Outcome.Copied(source.name(), count, 0, hash));
            } catch (IOException e) {
                // Whether there is no space, a part from before, or a broken disk: the long way finds out again.
                return;
            }
        }

        @Override
        public void refused(IOException reason) {
            // It is asked for once more, and judged by what the server says then.
        }

        private void write(ByteBuffer content) throws IOException {
            Path name = Temporaries.name(task.entry());
            try (FileChannel channel = temporaries.create(name)) {
                steps.before(Step.WRITE);
                claim.written(content.remaining());
                while (content.hasRemaining()) {
                    channel.write(content);
                }
            }
            board.received(task.size());
            finish.apply(
                    temporaries,
                    name,
                    task.entry().line().mode(),
                    task.entry().line().mtimeNs());
        }
    }
}
