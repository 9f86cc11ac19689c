package dev.pullover.synchrolist;

import dev.pullover.common.ExitCode;
import dev.pullover.common.catalog.CatalogHead;
import dev.pullover.common.cli.Amounts;
import dev.pullover.common.config.SynchroMode;
import dev.pullover.common.message.FaultKind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.event.Level;

/** What a look at a server's catalog came to. Each case says for itself how it is told and what follows from it. */
sealed interface Look {
    /** Whether to ask this server less often until that has changed. */
    default boolean isTrouble() {
        return true;
    }

    /** What testserver must know of, if anything. */
    default Optional<FaultKind> fault() {
        return Optional.empty();
    }

    /** How a pass ends that came to this. */
    default ExitCode exitCode() {
        return ExitCode.OK;
    }

    /** What tells this situation from others: while it stays equal, it is not told again. */
    default Object situation() {
        return getClass();
    }

    /** Whether it is told each time, because each time something happened. */
    default boolean isEvent() {
        return false;
    }

    /** After how long a pass looks again, because something waits for that; zero if nothing does. */
    default Duration again() {
        return Duration.ZERO;
    }

    /** How grave it is. */
    Level level();

    /** For people, to follow the server's name. */
    String text();

    /** The server's catalog is taken over as far as it goes, so that no other server need be asked. */
    sealed interface Done extends Look {
        @Override
        default boolean isTrouble() {
            return false;
        }

        @Override
        default boolean isEvent() {
            return true;
        }

        @Override
        default Object situation() {
            return Done.class;
        }

        @Override
        default Level level() {
            return Level.INFO;
        }
    }

    /** Lines were taken over. */
    sealed interface Taken extends Done {
        Progress progress();

        @Override
        default ExitCode exitCode() {
            return progress().exitCode();
        }
    }

    /** Nothing new. */
    record UpToDate(UUID epoch, long seq) implements Done {
        @Override
        public boolean isEvent() {
            return false;
        }

        @Override
        public String text() {
            return "up to date at seq " + seq + " (epoch " + Text.epoch(epoch) + ")";
        }
    }

    /** New lines of the catalog that is followed, or of the first one ever, were taken over. */
    record Advanced(Progress progress) implements Taken {
        @Override
        public String text() {
            return progress.toString();
        }
    }

    /** The catalog was begun anew: it is followed from its start, and what is known already is no change. */
    record NewEpoch(UUID before, Progress progress) implements Taken {
        @Override
        public Level level() {
            return Level.WARN;
        }

        @Override
        public String text() {
            return "catalog begun anew, was epoch " + Text.epoch(before) + ": " + progress;
        }
    }

    /**
     * Another server took over, and its catalog goes on from that which was followed.
     *
     * @param kept lines that had been taken over beyond the branch: their files stay
     */
    record ChildEpoch(CatalogHead.Parent branch, long kept, Progress progress) implements Taken {
        @Override
        public Level level() {
            return kept == 0 ? Level.INFO : Level.WARN;
        }

        @Override
        public String text() {
            return "took over at seq " + branch.seq()
                    + (kept == 0 ? "" : ", " + Amounts.count(kept, "line") + " beyond it kept") + ": " + progress;
        }
    }

    /** What an operator accepted was taken over: what both have is now as on this server. */
    record Accepted(Progress progress) implements Taken {
        @Override
        public Level level() {
            return Level.WARN;
        }

        @Override
        public String text() {
            return "catalog accepted by an operator: " + progress;
        }
    }

    /** The server has nothing that is of use, and may go on so for long. Nothing is undone because of it. */
    sealed interface Old extends Look {
        @Override
        default boolean isTrouble() {
            return false;
        }

        @Override
        default Level level() {
            return Level.WARN;
        }
    }

    /** The server has less than was taken over already. */
    record Behind(String how) implements Old {
        @Override
        public String text() {
            return "behind what is known here: " + how;
        }
    }

    /** Its catalog has nothing in common with what was followed, and is older by its date. */
    record Unrelated(String how) implements Old {
        @Override
        public String text() {
            return "an old catalog by its date, not followed: " + how
                    + "; if it is the right one: pullover synchrolist accept NAME";
        }
    }

    /** Two catalogs claim the same place in history. Nothing of this one is taken over until an operator has decided. */
    record Fork(String how) implements Look {
        @Override
        public Optional<FaultKind> fault() {
            return Optional.of(FaultKind.FORK);
        }

        @Override
        public ExitCode exitCode() {
            return ExitCode.VERIFICATION;
        }

        @Override
        public Level level() {
            return Level.ERROR;
        }

        @Override
        public String text() {
            return "forked catalog, not followed: " + how + "; to follow it: pullover synchrolist accept NAME";
        }
    }

    /** What HEAD promises is not all there, as on a backup whose replication is half-way. */
    record NotYet(String what) implements Look {
        @Override
        public Level level() {
            return Level.INFO;
        }

        @Override
        public String text() {
            return "catalog not all there yet: " + what;
        }
    }

    /**
     * The bytes are not those that were published. Nothing of them was taken over.
     *
     * @param segment number of the segment, 0 for HEAD
     * @param offset first byte that is or may be wrong
     */
    record Corrupt(long segment, long offset, String problem) implements Look {
        @Override
        public ExitCode exitCode() {
            return ExitCode.VERIFICATION;
        }

        @Override
        public Object situation() {
            return this;
        }

        @Override
        public Level level() {
            return Level.WARN;
        }

        @Override
        public String text() {
            return "catalog damaged: " + problem;
        }
    }

    /** The server has no catalog, or is not to be asked for one. */
    record NoCatalog(SynchroMode mode) implements Look {
        @Override
        public ExitCode exitCode() {
            return mode == SynchroMode.CATALOG ? ExitCode.USAGE : ExitCode.SOME_FILES;
        }

        @Override
        public Level level() {
            return Level.WARN;
        }

        @Override
        public String text() {
            return mode == SynchroMode.CATALOG
                    ? "no catalog in its outbox: run publishlist there, or set [synchro] mode = \"auto\""
                    : "no catalog in its outbox, though one was followed before: not scanned; if there is none any more,"
                            + " set [synchro] mode = \"scan\"";
        }
    }

    /**
     * Nothing to do yet for a server that is scanned.
     *
     * @param situation that the last pass left
     */
    record ScanPause(Object situation) implements Done {
        @Override
        public boolean isEvent() {
            return false;
        }

        @Override
        public String text() {
            return "scanned, without catalog";
        }
    }

    /**
     * A server without catalog was scanned.
     *
     * @param directories that were looked at
     * @param listed those of them whose names were read
     * @param files new or changed
     * @param bytes sum of their sizes
     * @param refused names that must not be written here, found now
     * @param older files that are older there than what is known, and were not taken
     * @param unreadable directories that could not be read
     * @param waiting files that a second look is to confirm
     * @param again time until that
     */
    record Scanned(
            ScanPass.Extent extent,
            long directories,
            long listed,
            long files,
            long bytes,
            long refused,
            long older,
            long unreadable,
            long waiting,
            Duration again)
            implements Done {
        @Override
        public ExitCode exitCode() {
            return refused + unreadable == 0 ? ExitCode.OK : ExitCode.SOME_FILES;
        }

        @Override
        public boolean isEvent() {
            return files + refused + older > 0;
        }

        @Override
        public Object situation() {
            return unreadable == 0 ? Scanned.class : List.of(Scanned.class, unreadable);
        }

        @Override
        public Level level() {
            return unreadable == 0 ? Level.INFO : Level.WARN;
        }

        @Override
        public String text() {
            return "scanned, " + Amounts.count(files, "new file") + ", " + Amounts.bytes(bytes) + "; listed "
                    + listed + " of " + directories + " directories"
                    + also(waiting, "file waits for a second look", "files wait for a second look")
                    + also(older, "file older than known here", "files older than known here")
                    + also(refused, "name refused", "names refused")
                    + also(unreadable, "directory unreadable", "directories unreadable");
        }

        private static String also(long count, String one, String more) {
            return count == 0 ? "" : ", " + count + " " + (count == 1 ? one : more);
        }
    }

    /** The server failed. */
    record Failed(FaultKind kind, String problem) implements Look {
        @Override
        public Optional<FaultKind> fault() {
            return Optional.of(kind);
        }

        @Override
        public ExitCode exitCode() {
            return ExitCode.NO_SERVER;
        }

        @Override
        public Object situation() {
            return kind;
        }

        @Override
        public Level level() {
            return Level.WARN;
        }

        @Override
        public String text() {
            return problem;
        }
    }
}
