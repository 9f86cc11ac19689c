package dev.pullover.copylist;

import dev.pullover.common.ledger.CatalogEntry;
import dev.pullover.copylist.ServerChooser.Source;
import dev.pullover.copylist.Workers.Attempted;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Brings one file as far as the temporary directory, from whichever server gives it. Nothing that it does shows in the
 * replica, but for date and permissions of a file whose content is there already. Thread-safe.
 */
final class Puller {
    /** A file during whose transfer connections keep breaking may be what breaks them: the rest shall go on. */
    private static final int MAX_LOSSES = 4;

    private final InPlace inPlace;
    private final Temporaries temporaries;
    private final ServerChooser chooser;
    private final SmallPulls smallPulls;
    private final Download download;
    private final Predicate<CatalogEntry> superseded;

    /**
     * @param inPlace looks at what is there
     * @param superseded whether the catalog has a later change of the same path
     */
    Puller(
            InPlace inPlace,
            Temporaries temporaries,
            ServerChooser chooser,
            SmallPulls smallPulls,
            Download download,
            Predicate<CatalogEntry> superseded) {
        this.inPlace = inPlace;
        this.temporaries = temporaries;
        this.chooser = chooser;
        this.smallPulls = smallPulls;
        this.download = download;
        this.superseded = superseded;
    }

    /** Tries to bring files: several together as far as that is easy, each of the others by itself. */
    List<Attempted> attempt(List<Task> tasks) throws InterruptedException {
        List<Attempted> ended = new ArrayList<>(tasks.size());
        List<Task> missing = new ArrayList<>(tasks.size());
        for (Task task : tasks) {
            Optional<Attempt> there = trying(() -> there(task));
            there.ifPresentOrElse(attempt -> ended.add(new Attempted(task, attempt)), () -> missing.add(task));
        }
        for (Task task : missing.size() > 1 ? together(missing, ended) : missing) {
            ended.add(new Attempted(task, trying(() -> Optional.of(pull(task))).orElseThrow()));
        }
        return ended;
    }

    /** @return those that must be brought each by itself */
    private List<Task> together(List<Task> missing, List<Attempted> ended) throws InterruptedException {
        Map<Task, Attempt> brought = new IdentityHashMap<>();
        List<Task> left = new ArrayList<>(missing.size());
        trying(() -> {
            left.addAll(smallPulls.bring(missing, brought));
            return Optional.empty();
        });
        // In the order of the tasks, so that the same run does the same again.
        missing.stream()
                .filter(brought::containsKey)
                .forEach(task -> ended.add(new Attempted(task, brought.get(task))));
        if (left.size() + brought.size() == missing.size()) {
            return left;
        }
        // It ended early. Why, those that are left will find out.
        return missing.stream().filter(task -> !brought.containsKey(task)).toList();
    }

    private Optional<Attempt> there(Task task) throws IOException {
        Optional<String> problem = task.path().problem();
        return problem.isPresent()
                ? Optional.of(new Outcome.Rejected(problem.get()))
                : inPlace.look(task).map(Attempt.class::cast);
    }

    private static Optional<Attempt> trying(Work work) throws InterruptedException {
        try {
            return work.run();
        } catch (BlockedException e) {
            return Optional.of(new Outcome.Rejected(String.valueOf(e.getMessage())));
        } catch (InterruptedIOException | ClosedByInterruptException e) {
            throw interrupted(e);
        } catch (IOException e) {
            return Optional.of(
                    Space.isFull(e)
                            ? new Attempt.NoSpace("the disk is full")
                            : new Outcome.Retry("", "on this machine: " + e));
        }
    }

    private Attempt pull(Task task) throws IOException, InterruptedException {
        Set<String> tried = new HashSet<>();
        Outcome first = null;
        int losses = task.losses();
        while (losses < MAX_LOSSES) {
            long lostBefore = download.losses();
            Optional<Source> source = chooser.choose(task.entry(), tried);
            if (source.isEmpty()) {
                return first == null ? new Attempt.NoServer(losses) : first;
            }
            Optional<Attempt> attempt = from(source.get(), lostBefore, task);
            if (attempt.isEmpty()) {
                losses++;
            } else if (attempt.get() instanceof Outcome.Copied copied) {
                return task.entry().line().hasHash() ? copied : compared(task, copied);
            } else if (!(attempt.get() instanceof Outcome outcome)) {
                return attempt.get();
            } else if (superseded.test(task.entry())) {
                temporaries.delete(Temporaries.name(task.entry()));
                return new Outcome.Superseded(outcome.server(), outcome.reason());
            } else {
                first = first == null ? outcome : first;
                tried.add(source.get().name());
            }
        }
        return new Outcome.Retry("", "the connection broke " + losses + " times while it was being pulled");
    }

    /** A file whose hash is known only now may be here already, under another date: then it stays in place. */
    private Outcome compared(Task task, Outcome.Copied copied) throws IOException {
        Optional<Outcome> there = inPlace.look(task.withHash(copied.hash()));
        if (there.isPresent()) {
            temporaries.delete(Temporaries.name(task.entry()));
        }
        return there.orElse(copied);
    }

    private Optional<Attempt> from(Source source, long losses, Task task) throws IOException, InterruptedException {
        try {
            return download.from(source, losses, task);
        } finally {
            chooser.ended(source);
        }
    }

    @FunctionalInterface
    private interface Work {
        Optional<Attempt> run() throws IOException, InterruptedException;
    }

    private static InterruptedException interrupted(@Nullable IOException cause) {
        InterruptedException interrupted = new InterruptedException("interrupted while pulling");
        interrupted.initCause(cause);
        return interrupted;
    }
}
