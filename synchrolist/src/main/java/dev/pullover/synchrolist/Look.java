package dev.pullover.synchrolist;

import dev.pullover.common.ExitCode;
import dev.pullover.common.catalog.CatalogHead;
import dev.pullover.common.cli.Amounts;
import dev.pullover.common.config.SynchroMode;
import dev.pullover.common.message.FaultKind;
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
    record Advanced(Progress progress) implements Done {
        @Override
        public ExitCode exitCode() {
            return progress.exitCode();
        }

        @Override
        public String text() {
            return progress.toString();
        }
    }

    /** The catalog was begun anew: it is followed from its start, and what is known already is no change. */
    record NewEpoch(UUID before, Progress progress) implements Done {
        @Override
        public ExitCode exitCode() {
            return progress.exitCode();
        }

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
    record ChildEpoch(CatalogHead.Parent branch, long kept, Progress progress) implements Done {
        @Override
        public ExitCode exitCode() {
            return progress.exitCode();
        }

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

    /** The server has less than was taken over already. Nothing is undone. */
    record Behind(String how) implements Look {
        @Override
        public boolean isTrouble() {
            return false;
        }

        @Override
        public Level level() {
            return Level.WARN;
        }

        @Override
        public String text() {
            return "behind what is known here: " + how;
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
            return "forked catalog, not followed: " + how;
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
            return mode == SynchroMode.SCAN
                    ? "not scanned, this version cannot: set [synchro] mode = \"catalog\""
                    : "no catalog in its outbox: run publishlist there (this version cannot scan)";
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
