package dev.pullover.copylist;

import dev.pullover.common.ledger.CatalogEntry;
import dev.pullover.copylist.ServerChooser.Source;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.HashSet;
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
            Download download,
            Predicate<CatalogEntry> superseded) {
        this.inPlace = inPlace;
        this.temporaries = temporaries;
        this.chooser = chooser;
        this.download = download;
        this.superseded = superseded;
    }

    /** Tries to bring a file. */
    Attempt attempt(Task task) throws InterruptedException {
        Optional<String> problem = task.path().problem();
        if (problem.isPresent()) {
            return new Outcome.Rejected(problem.get());
        }
        try {
            Optional<Outcome> there = inPlace.look(task);
            return there.isPresent() ? there.get() : pull(task);
        } catch (BlockedException e) {
            return new Outcome.Rejected(String.valueOf(e.getMessage()));
        } catch (InterruptedIOException | ClosedByInterruptException e) {
            throw interrupted(e);
        } catch (IOException e) {
            return Space.isFull(e)
                    ? new Attempt.NoSpace("the disk is full")
                    : new Outcome.Retry("", "on this machine: " + e);
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

    private static InterruptedException interrupted(@Nullable IOException cause) {
        InterruptedException interrupted = new InterruptedException("interrupted while pulling");
        interrupted.initCause(cause);
        return interrupted;
    }
}
