package dev.pullover.synchrolist;

import dev.pullover.common.EpochTime;
import dev.pullover.common.ModuleName;
import dev.pullover.common.catalog.CatalogLine;
import dev.pullover.common.config.Config;
import dev.pullover.common.config.ConfigLoader;
import dev.pullover.common.config.ServerConfig;
import dev.pullover.common.ledger.CatalogEntry;
import dev.pullover.common.ledger.CatalogLedger;
import dev.pullover.common.ledger.CatalogView;
import dev.pullover.common.ledger.ReplicaEntry;
import dev.pullover.common.ledger.ReplicaLedger;
import dev.pullover.common.ledger.sqlite.SqliteCatalogLedger;
import dev.pullover.common.ledger.sqlite.SqliteReplicaLedger;
import dev.pullover.common.message.Channel;
import dev.pullover.common.message.FaultKind;
import dev.pullover.common.message.ServerState;
import dev.pullover.common.message.Verdict;
import dev.pullover.common.metrics.Counters;
import dev.pullover.common.module.ModuleContext;
import dev.pullover.common.path.FilePath;
import dev.pullover.common.queue.MemoryQueueStorage;
import dev.pullover.common.queue.MessageBus;
import dev.pullover.common.queue.MessageReader;
import dev.pullover.common.queue.StandardMessageBus;
import dev.pullover.common.remote.CountingRemoteStore;
import dev.pullover.common.remote.MemoryOutbox;
import dev.pullover.common.remote.MemoryRemoteStore;
import dev.pullover.common.remote.RemoteException;
import dev.pullover.common.remote.RemoteStore;
import dev.pullover.common.state.StateDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Two servers in memory, a state directory, and time that only moves when told. */
final class TestSetting implements AutoCloseable {
    private static final long BEGUN_NS =
            TimeUnit.SECONDS.toNanos(Publisher.BEGUN.plusSeconds(3600).getEpochSecond());

    final MemoryOutbox production = new MemoryOutbox();
    final MemoryOutbox backup = new MemoryOutbox();
    final Counters counters = new Counters();
    final AtomicLong nanoTime = new AtomicLong();
    /** The wall clock. */
    final AtomicLong clockNs = new AtomicLong(BEGUN_NS);

    final AtomicBoolean stopping = new AtomicBoolean();
    final StateDirectory state;
    final Path configFile;
    /** Connections opened so far, by server. */
    final Map<String, List<CountingRemoteStore>> opened = new HashMap<>();
    /** Servers that fail when they are connected to. */
    final Map<String, FaultKind> failing = new HashMap<>();

    private final MessageBus bus = new StandardMessageBus(new MemoryQueueStorage(), nanoTime::get);
    private final Map<Channel<?>, MessageReader<?>> readers = new HashMap<>();

    TestSetting(Path folder) throws IOException {
        this(folder, "");
    }

    /** @param more lines for the configuration */
    TestSetting(Path folder, String more) throws IOException {
        state = new StateDirectory(folder.resolve("state")).prepare();
        configFile = folder.resolve("pullover.toml");
        Files.writeString(configFile, """
                [replica]
                directory = "%s/replica"
                state = "%s/state"
                reserve = "0B"
                [[servers]]
                name = "production"
                uri = "file:///nowhere/production"
                [[servers]]
                name = "backup"
                uri = "file:///nowhere/backup"
                %s
                """.formatted(folder, folder, more));
    }

    Config config() {
        return ConfigLoader.load(configFile);
    }

    ModuleContext context() {
        return new ModuleContext(
                ModuleName.SYNCHROLIST,
                config(),
                state,
                bus,
                this::open,
                counters,
                clock(),
                nanoTime::get,
                new Random(1),
                stopping::get);
    }

    SqliteCatalogLedger openLedger() {
        return SqliteCatalogLedger.open(state.catalogDb(), new Random(1));
    }

    /** Copylist has brought a path as it is offered now. */
    void recordArrival(CatalogLedger ledger, String path) {
        CatalogEntry entry = ledger.find(FilePath.of(path)).orElseThrow();
        CatalogLine line = entry.line();
        ReplicaEntry row = new ReplicaEntry(
                line.path(),
                line.size(),
                line.mtimeNs(),
                line.mode(),
                line.hash(),
                entry.epoch(),
                line.seq(),
                "production",
                1);
        try (ReplicaLedger replica = SqliteReplicaLedger.open(state.replicaDb())) {
            replica.commit(
                    new ReplicaLedger.Batch(List.of(row), List.of(), List.of(), List.of(), ledger.id(), 0, Map.of()));
        }
    }

    RemoteStore store(String server) {
        return new MemoryRemoteStore(server, server.equals("backup") ? backup : production);
    }

    /** Leaves a verdict of testserver's, good for an hour. */
    void verdict(ServerState productionState, ServerState backupState) throws InterruptedException {
        long now = clockNs.incrementAndGet();
        List<Verdict.Choice> choices = new ArrayList<>(List.of(
                new Verdict.Choice("production", productionState, "", 0),
                new Verdict.Choice("backup", backupState, "", 0)));
        choices.sort((a, b) -> Boolean.compare(b.state().isUsable(), a.state().isUsable()));
        var sender = bus.sender(Channel.VERDICT, ModuleName.TESTSERVER);
        sender.send(new Verdict(now, now + Duration.ofHours(1).toNanos(), "test", choices));
        sender.flush(Duration.ofSeconds(60));
    }

    /** The messages of a channel that were sent since the last call. */
    <T> List<T> sent(Channel<T> channel) throws InterruptedException {
        bus.sender(channel, ModuleName.SYNCHROLIST).flush(Duration.ofSeconds(60));
        // The reader was made for this channel below.
        @SuppressWarnings("unchecked")
        MessageReader<T> reader =
                (MessageReader<T>) readers.computeIfAbsent(channel, key -> bus.reader(channel, Map.of()));
        // A new writer's queue is looked for only now and then.
        nanoTime.addAndGet(Duration.ofMillis(1).toNanos());
        List<T> messages = new ArrayList<>();
        reader.poll(Integer.MAX_VALUE, (writer, message) -> messages.add(message));
        return messages;
    }

    /** What a ledger knows, by path. */
    static Map<FilePath, CatalogLine> content(CatalogView ledger) {
        Map<FilePath, CatalogLine> content = new TreeMap<>();
        for (CatalogEntry entry : ledger.changes(0, Integer.MAX_VALUE)) {
            content.put(entry.line().path(), entry.line());
        }
        return content;
    }

    /** What following all of {@code lines} must come to, by path. */
    static Map<FilePath, CatalogLine> model(List<CatalogLine> lines) {
        Map<FilePath, CatalogLine> model = new TreeMap<>();
        lines.forEach(line -> model.put(line.path(), line));
        return model;
    }

    long nowNs() {
        return clockNs.get();
    }

    @Override
    public void close() {
        bus.close();
    }

    /** The wall clock that {@link #clockNs} sets. */
    private Clock clock() {
        InstantSource source = () -> EpochTime.toInstant(clockNs.get());
        return source.withZone(ZoneOffset.UTC);
    }

    private RemoteStore open(ServerConfig server) throws RemoteException {
        @Nullable FaultKind kind = failing.get(server.name());
        if (kind != null) {
            throw new RemoteException(server.name(), kind, server.name() + ": " + kind, null);
        }
        CountingRemoteStore store = new CountingRemoteStore(store(server.name()));
        opened.computeIfAbsent(server.name(), name -> new ArrayList<>()).add(store);
        return store;
    }
}
