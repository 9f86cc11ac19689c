package dev.pullover.synchrolist;

import dev.pullover.common.ledger.CatalogEntry;
import dev.pullover.common.ledger.CatalogLedger;
import dev.pullover.common.ledger.ScanLedger;
import dev.pullover.common.ledger.ScanLedger.Directory;
import dev.pullover.common.ledger.ScanLedger.SeenFile;
import dev.pullover.common.ledger.ScanLedger.SeenFile.State;
import dev.pullover.common.ledger.ScanLedger.Writer;
import dev.pullover.common.path.FilePath;
import dev.pullover.common.remote.RemoteEntry;
import dev.pullover.common.remote.RemoteStat;
import dev.pullover.synchrolist.DirectoryVisits.Piece;
import dev.pullover.synchrolist.DirectoryVisits.Visit;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Compares what visits bring with what was seen before, and writes the differences. For one pass over one server. */
final class ScanIntake {
    private static final Logger log = LoggerFactory.getLogger(ScanIntake.class);
    /** Two looks so far apart agree about what was written in one second, whatever the server's clock says. */
    static final Duration SETTLE = Duration.ofSeconds(2);
    /** Dates older than this are old by any clock that is not hopelessly wrong: two looks at once will do. */
    static final Duration OLD = Duration.ofHours(1);

    private static final int PERMISSIONS = 0777;
    private static final int PAGE = 1000;
    private static final int MAX_TOLD = 20;

    private final CatalogLedger catalog;
    private final ScanLedger scans;
    private final Arrived arrived;
    private final String server;
    private final long nowNs;
    private final ScanProgress progress;
    private final Set<Visit> unfinished = new HashSet<>();

    /**
     * @param arrived what is here
     * @param nowNs when the pass began, by the wall clock of this machine, nanoseconds since 1970 UTC
     */
    ScanIntake(CatalogLedger catalog, Arrived arrived, String server, long nowNs, ScanProgress progress) {
        this.catalog = catalog;
        this.scans = catalog.scans();
        this.arrived = arrived;
        this.server = server;
        this.nowNs = nowNs;
        this.progress = progress;
    }

    /** Whether there is anything to write for a piece. */
    static boolean isNews(Piece piece) {
        return !(piece instanceof Piece.Unchanged || piece instanceof Piece.Gone || piece instanceof Piece.Unreadable);
    }

    /** Takes a piece. To be called within {@link ScanLedger#write}. */
    void take(Piece piece, Writer writer) {
        if (piece instanceof Piece.Names names) {
            names.entries().forEach(entry -> take(names.visit(), entry, writer));
        } else if (piece instanceof Piece.Listed listed) {
            end(listed, writer);
        }
    }

    private void take(Visit visit, RemoteEntry entry, Writer writer) {
        FilePath path = visit.directory().path().child(entry.name());
        if (path.toString().equals(FilePath.PRIVATE_DIRECTORY)) {
            return;
        }
        RemoteStat stat = entry.stat();
        Optional<String> problem = path.problem().or(() -> notFor(stat));
        boolean isDirectory = stat.isDirectory() && problem.isEmpty();
        (isDirectory ? visit.directories() : visit.names()).add(entry.name());
        if (problem.isPresent()) {
            refuse(visit, entry, path, problem.get(), writer);
        } else if (isDirectory) {
            writer.addDirectory(server, visit.directory().id(), path, stat.mtimeSeconds(), nowNs);
        } else {
            see(visit, path, seen(entry, State.WAITING), writer);
        }
    }

    private static Optional<String> notFor(RemoteStat stat) {
        return switch (stat.type()) {
            case FILE, DIRECTORY -> Optional.empty();
            case SYMBOLIC_LINK -> Optional.of("symbolic link, not followed");
            case OTHER -> Optional.of("not a regular file");
        };
    }

    private void refuse(Visit visit, RemoteEntry entry, FilePath path, String reason, Writer writer) {
        SeenFile seen = seen(entry, State.REFUSED);
        Optional<SeenFile> before = scans.file(visit.directory().id(), entry.name());
        if (before.filter(known -> known.state() == State.REFUSED).isPresent()) {
            return;
        }
        writer.putFile(visit.directory().id(), seen);
        writer.refuse(path, reason);
        if (path.problem().isPresent()) {
            progress.refused++;
            if (progress.refused <= MAX_TOLD) {
                log.warn("{}: name refused ({}): {}", server, reason, path);
            }
        }
    }

    /** What was seen before a clock was set back counts as seen now. */
    private void see(Visit visit, FilePath path, SeenFile seen, Writer writer) {
        long directory = visit.directory().id();
        Optional<SeenFile> before = scans.file(directory, seen.name());
        before.filter(known -> known.state() == State.REFUSED).ifPresent(known -> writer.unrefuse(path));
        boolean same = before.filter(
                        known -> known.state() != State.REFUSED && known.looksLike(seen) && known.sinceNs() <= nowNs)
                .isPresent();
        if (!same) {
            writer.putFile(directory, seen);
            await(visit, seen);
        } else if (before.get().state() == State.WAITING) {
            if (isSettled(before.get().sinceNs(), seen.mtimeSeconds())) {
                writer.putFile(directory, before.get().with(State.TAKEN));
                settle(visit.directory(), path, seen, writer);
            } else {
                await(visit, seen);
            }
        }
    }

    private void await(Visit visit, SeenFile seen) {
        unfinished.add(visit);
        progress.waiting++;
        progress.young |= !isOld(seen.mtimeSeconds());
    }

    private void settle(Directory directory, FilePath path, SeenFile seen, Writer writer) {
        Optional<CatalogEntry> known = catalog.find(path);
        Optional<String> origin = scans.origin(path);
        switch (sighting(known, origin, path, seen)) {
            case NEW -> {
                if (Sighting.mayBeElsewhere(known, origin, server, seen)) {
                    writer.lookAgainElsewhere(directory, seen.name());
                }
                writer.offer(server, path, seen, nowNs);
            }
            case OLDER -> progress.older++;
            case SAME -> {
                // Known, perhaps from another server.
            }
        }
    }

    private Sighting sighting(Optional<CatalogEntry> known, Optional<String> origin, FilePath path, SeenFile seen) {
        Sighting sighting = Sighting.of(known, origin, server, seen);
        return sighting == Sighting.OLDER && origin.isPresent()
                ? Sighting.ofOlder(known.orElseThrow().line(), arrived.find(path), seen)
                : sighting;
    }

    private void end(Piece.Listed listed, Writer writer) {
        Visit visit = listed.visit();
        Directory before = visit.directory();
        removeVanished(visit, writer);
        boolean sameDate = before.mtimeSeconds() == listed.mtimeSeconds() && before.sinceNs() <= nowNs;
        long since = sameDate ? before.sinceNs() : nowNs;
        boolean quiet = isOld(listed.mtimeSeconds()) || nowNs - since >= SETTLE.toNanos();
        progress.young |= !quiet;
        boolean settled = quiet && !unfinished.remove(visit);
        Directory now = new Directory(
                before.id(), server, before.parent(), before.path(), listed.mtimeSeconds(), since, settled);
        if (!now.equals(before)) {
            writer.setDirectory(now);
        }
    }

    private void removeVanished(Visit visit, Writer writer) {
        Directory directory = visit.directory();
        List<Directory> children = scans.children(directory.id());
        boolean complete = children.size() == visit.directories().size()
                && scans.fileCount(directory.id()) == visit.names().size();
        for (Directory child : complete ? List.<Directory>of() : children) {
            if (!visit.directories().contains(name(child.path()))) {
                writer.removeDirectory(child);
            }
        }
        FilePath after = FilePath.of("");
        List<SeenFile> page;
        do {
            page = complete ? List.of() : scans.files(directory.id(), after, PAGE);
            for (SeenFile file : page) {
                after = file.name();
                if (!visit.names().contains(file.name())) {
                    writer.removeFile(
                            directory.id(), file.name(), directory.path().child(file.name()), server);
                }
            }
        } while (page.size() == PAGE);
    }

    /** Whether a second look that agrees with one at {@code sinceNs} is enough. */
    private boolean isSettled(long sinceNs, long mtimeSeconds) {
        return isOld(mtimeSeconds) || nowNs - sinceNs >= SETTLE.toNanos();
    }

    private boolean isOld(long mtimeSeconds) {
        return mtimeSeconds < (nowNs - OLD.toNanos()) / 1_000_000_000;
    }

    private SeenFile seen(RemoteEntry entry, State state) {
        RemoteStat stat = entry.stat();
        return new SeenFile(entry.name(), stat.size(), stat.mtimeSeconds(), stat.mode() & PERMISSIONS, nowNs, state);
    }

    private static FilePath name(FilePath path) {
        String text = path.toString();
        return FilePath.parse(text.substring(text.lastIndexOf('/') + 1));
    }
}
