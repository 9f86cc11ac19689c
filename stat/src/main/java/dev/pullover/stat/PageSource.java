package dev.pullover.stat;

import dev.pullover.common.EpochTime;
import dev.pullover.common.ModuleName;
import dev.pullover.common.config.Config;
import dev.pullover.common.ledger.ParkedFile;
import dev.pullover.common.ledger.ReplicaView;
import dev.pullover.common.ledger.sqlite.SqliteReplicaLedger;
import dev.pullover.common.message.Verdict;
import dev.pullover.common.metrics.Counter;
import dev.pullover.common.module.ModuleContext;
import dev.pullover.common.module.ModuleLock;
import dev.pullover.common.state.CopyingFile;
import dev.pullover.common.state.FailoverRecord;
import dev.pullover.common.state.ServerRecord;
import dev.pullover.common.state.ServersFile;
import dev.pullover.common.state.StateDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Gathers what the page shows from what lies in the state directory, where every module leaves it anyway: nobody is
 * asked, nothing is locked but for a moment. Reads again only what has changed. One thread.
 */
final class PageSource {
    private static final Duration RPO_SPAN = Duration.ofHours(1);
    private static final int MAX_PARKED = 100;
    private static final int MAX_CHANGES = 100;
    /** A copylist that was killed leaves its last word behind. */
    private static final long FLIGHT_VALID_NS = TimeUnit.SECONDS.toNanos(5);

    private static final long LOCKS_INTERVAL_NS = TimeUnit.SECONDS.toNanos(1);

    private final ModuleContext context;
    private final StateDirectory state;
    private final Config config;
    private final Watched<Optional<ServersFile.Content>> servers;
    private final Watched<Numbers> numbers;
    private final Watched<List<LogTail.Line>> log;
    private final Watched<Optional<CopyingFile.Content>> flight;
    private final Watched<PageData.Parked> parked;
    private final Map<ModuleName, Optional<ModuleLock.Holder>> holders = new LinkedHashMap<>();
    private long holdersNs;

    PageSource(ModuleContext context) {
        this.context = context;
        this.state = context.state();
        this.config = context.config();
        ServersFile serversFile = new ServersFile(state);
        CopyingFile copyingFile = new CopyingFile(state);
        this.servers = new Watched<>(List.of(state.serversJson()), serversFile::read);
        this.numbers =
                new Watched<>(List.of(log(state.statDb()), state.statDb(), log(state.replicaDb())), this::readNumbers);
        this.log = new Watched<>(
                List.of(config.log().file()), () -> LogTail.read(config.log().file()));
        this.flight = new Watched<>(List.of(state.copyingJson()), copyingFile::read);
        this.parked = new Watched<>(List.of(log(state.replicaDb()), state.replicaDb()), this::readParked);
        this.holdersNs = context.nanoTime().getAsLong() - LOCKS_INTERVAL_NS;
    }

    /** All parts of the page, by name. */
    Map<String, Object> all() throws IOException {
        Map<String, Object> all = new LinkedHashMap<>();
        List<PageData.ModuleRow> modules = modules();
        all.put("overview", overview(modules));
        all.put("servers", servers());
        all.put("modules", modules);
        all.put("flight", flight());
        all.put("parked", parked.get());
        all.put("timeline", numbers.get().changes());
        all.put("log", log.get());
        return all;
    }

    /** The totals and levels behind the page. */
    Snapshot snapshot() {
        return numbers.get().snapshot();
    }

    private PageData.Overview overview(List<PageData.ModuleRow> modules) {
        Numbers known = numbers.get();
        Optional<ServersFile.Content> content = servers.get();
        Optional<Verdict> verdict = content.map(ServersFile.Content::verdict);
        List<PageData.Notice> notices = new Notices(context.nowNs(), known.figures(), content, modules).all();
        return new PageData.Overview(
                notices.isEmpty() ? PageData.Level.OK : notices.get(0).level(),
                notices,
                verdict.flatMap(Verdict::active).map(Verdict.Choice::name).orElse(""),
                verdict.map(Verdict::reason).orElse("testserver has not said anything yet"),
                content.map(ServersFile.Content::forcedServer).orElse(""),
                ms(content.map(ServersFile.Content::forcedUntilNs).orElse(0L)),
                known.figures().sum(Counter.REPLICA_FILES),
                known.figures().sum(Counter.REPLICA_BYTES),
                known.figures().sum(Counter.LAG_FILES),
                known.figures().sum(Counter.LAG_BYTES),
                known.figures().sum(Counter.LAG_TIME),
                parked.get().count(),
                known.figures().sum(Counter.FILES_COPIED_TWICE),
                known.figures().sum(Counter.MESSAGES_DROPPED),
                known.rpo(),
                content.map(ServersFile.Content::lastFailover)
                        .map(PageSource::failover)
                        .orElse(null),
                ms(known.snapshot().dataNs()));
    }

    private static PageData.Failover failover(FailoverRecord failover) {
        return new PageData.Failover(ms(failover.timeNs()), failover.from(), failover.to(), failover.outageMs());
    }

    private List<PageData.ServerRow> servers() {
        Optional<ServersFile.Content> content = servers.get();
        String active = content.flatMap(known -> known.verdict().active())
                .map(Verdict.Choice::name)
                .orElse("");
        List<ServerRecord> records = content.map(ServersFile.Content::servers).orElse(List.of());
        long furthest = records.stream().mapToLong(ServerRecord::sequence).max().orElse(0);
        List<PageData.ServerRow> rows = new ArrayList<>();
        for (ServerRecord server : records) {
            rows.add(row(server, server.name().equals(active), rows.isEmpty(), furthest));
        }
        return rows;
    }

    private PageData.ServerRow row(ServerRecord server, boolean active, boolean preferred, long furthest) {
        Figures figures = numbers.get().figures();
        String name = server.name();
        return new PageData.ServerRow(
                name,
                server.state().name(),
                server.admin().name(),
                active,
                preferred,
                server.reason(),
                ms(server.sinceNs()),
                ms(server.lastCheckNs()),
                server.layer(),
                server.durationMs(),
                server.layers(),
                figures.of(Counter.CHECKS, name),
                figures.of(Counter.CHECK_FAILURES, name),
                server.downs(),
                server.downtimeMs(),
                server.epoch(),
                server.sequence(),
                server.epoch().isEmpty() ? 0 : furthest - server.sequence(),
                figures.of(Counter.FILES_COPIED, name),
                figures.of(Counter.BYTES_COPIED, name),
                figures.of(Counter.FAULTS, name),
                figures.of(Counter.RETRIES, name),
                figures.of(Counter.BAD_HASHES, name));
    }

    private List<PageData.ModuleRow> modules() throws IOException {
        lookAtLocks();
        Figures figures = numbers.get().figures();
        List<PageData.ModuleRow> rows = new ArrayList<>();
        for (Map.Entry<ModuleName, Optional<ModuleLock.Holder>> entry : holders.entrySet()) {
            String name = entry.getKey().word();
            Optional<ModuleLock.Holder> holder = entry.getValue();
            rows.add(new PageData.ModuleRow(
                    name,
                    holder.isPresent(),
                    holder.map(ModuleLock.Holder::pid).orElse(0L),
                    holder.map(ModuleLock.Holder::started).orElse(""),
                    ms(numbers.get().snapshot().reports().getOrDefault(name, 0L)),
                    figures.of(name, Counter.PROCESS_CPU),
                    figures.of(name, Counter.PROCESS_MEMORY),
                    figures.of(name, Counter.QUEUE_LENGTH),
                    figures.of(name, Counter.MESSAGES_DROPPED),
                    figures.of(Counter.LOG_LINES_BY_LEVEL, name + ",warn"),
                    figures.of(Counter.LOG_LINES_BY_LEVEL, name + ",error")));
        }
        return rows;
    }

    private void lookAtLocks() throws IOException {
        long now = context.nanoTime().getAsLong();
        if (now - holdersNs < LOCKS_INTERVAL_NS) {
            return;
        }
        holdersNs = now;
        for (ModuleName module : ModuleName.values()) {
            if (ModuleName.REPLICA_MODULES.contains(module)) {
                holders.put(module, module == context.module() ? self() : ModuleLock.holder(state.lock(module)));
            }
        }
    }

    /** Our own lock would be lost by looking at it. */
    private static Optional<ModuleLock.Holder> self() {
        ProcessHandle process = ProcessHandle.current();
        String started = process.info().startInstant().map(Object::toString).orElse("");
        return Optional.of(new ModuleLock.Holder(process.pid(), started, ""));
    }

    private PageData.Flight flight() {
        long oldest = context.nowNs() - FLIGHT_VALID_NS;
        return new PageData.Flight(
                flight.get().filter(content -> content.updatedNs() >= oldest).orElse(null));
    }

    private PageData.Parked readParked() {
        if (!Files.exists(state.replicaDb())) {
            return new PageData.Parked(0, List.of());
        }
        try (ReplicaView view = SqliteReplicaLedger.openForReading(state.replicaDb())) {
            List<PageData.ParkedRow> rows = view.due(ParkedFile.NEVER, MAX_PARKED).stream()
                    .map(file -> new PageData.ParkedRow(
                            file.path().toString(),
                            file.outcome(),
                            file.reason(),
                            file.tries(),
                            file.nextTryNs() == ParkedFile.NEVER ? 0 : ms(file.nextTryNs())))
                    .toList();
            return new PageData.Parked(view.parkedCount(), rows);
        }
    }

    private Numbers readNumbers() {
        Snapshot snapshot = Snapshot.read(state, context.nowNs());
        try (HistoryView history = HistoryView.open(state.statDb())) {
            List<Figure> grown = history.since(snapshot.figures(), snapshot.nowNs(), RPO_SPAN);
            PageData.Times rpo = Distribution.of(grown).stream()
                    .filter(times -> times.counter() == Counter.ARRIVAL_TIME)
                    .findFirst()
                    .map(times -> new PageData.Times(
                            times.count(), times.quantileMs(0.5), times.quantileMs(0.95), times.quantileMs(0.99)))
                    .orElse(new PageData.Times(0, 0, 0, 0));
            return new Numbers(snapshot, new Figures(snapshot.figures()), rpo, history.events(MAX_CHANGES));
        }
    }

    private static Path log(Path database) {
        return database.resolveSibling(database.getFileName() + "-wal");
    }

    private static long ms(long ns) {
        return ns == 0 ? 0 : EpochTime.toInstant(ns).toEpochMilli();
    }

    /** What the databases say. */
    private record Numbers(Snapshot snapshot, Figures figures, PageData.Times rpo, List<PageData.Change> changes) {}
}
