package dev.pullover.copylist;

import dev.pullover.common.EpochTime;
import dev.pullover.common.ExitCode;
import dev.pullover.common.ModuleName;
import dev.pullover.common.catalog.CatalogLayout;
import dev.pullover.common.catalog.CatalogLine;
import dev.pullover.common.catalog.CatalogPosition;
import dev.pullover.common.catalog.Sha256;
import dev.pullover.common.config.Config;
import dev.pullover.common.config.ConfigLoader;
import dev.pullover.common.ledger.CatalogLedger.Followed;
import dev.pullover.common.ledger.ReplicaView;
import dev.pullover.common.ledger.sqlite.SqliteCatalogLedger;
import dev.pullover.common.ledger.sqlite.SqliteReplicaLedger;
import dev.pullover.common.message.Channel;
import dev.pullover.common.message.Fault;
import dev.pullover.common.message.FaultKind;
import dev.pullover.common.message.Verdict;
import dev.pullover.common.message.Wanted;
import dev.pullover.common.metrics.Counter;
import dev.pullover.common.metrics.Counters;
import dev.pullover.common.module.Agent;
import dev.pullover.common.module.ModuleContext;
import dev.pullover.common.path.FilePath;
import dev.pullover.common.queue.MemoryQueueStorage;
import dev.pullover.common.queue.MessageBus;
import dev.pullover.common.queue.MessageReader;
import dev.pullover.common.queue.StandardMessageBus;
import dev.pullover.common.remote.MemoryOutbox;
import dev.pullover.common.remote.RemoteStore;
import dev.pullover.common.remote.StoreOpener;
import dev.pullover.common.state.Control;
import dev.pullover.common.state.ServersFile;
import dev.pullover.common.state.StateDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A replica server with two servers whose outboxes are in memory, and everything else real: files, databases, threads.
 * The test plays publisher, synchrolist and testserver.
 */
final class Site implements AutoCloseable {
    static final UUID EPOCH = new UUID(1, 1);
    static final String PRODUCTION = "production";
    static final String BACKUP = "backup";
    static final int MODE = 0644;

    private static final Duration FLUSH_TIMEOUT = Duration.ofSeconds(60);

    final Path replica;
    final MemoryOutbox production;
    final MemoryOutbox backup;
    final Counters counters = new Counters();
    final List<CopySummary> summaries = new ArrayList<>();

    private final Path root;
    private final StateDirectory state;
    private final MessageBus bus = new StandardMessageBus(new MemoryQueueStorage(), System::nanoTime);
    private final MemoryServers memory = new MemoryServers();
    private final Publications published = new Publications();
    private final TestClock clock = new TestClock();
    private final List<String> copyKeys = new ArrayList<>();
    private final Random random = new Random(1);
    private final Map<String, String> servers = new HashMap<>();
    private SqliteCatalogLedger catalog;
    private long seq;
    private long reserveBytes;
    private volatile boolean stopping;
    private StoreOpener opener = memory::connect;

    Site(Path root) {
        this(root, root.resolve("replica"));
    }

    Site(Path root, Path replica) {
        this.production = memory.production;
        this.backup = memory.backup;
        this.root = root;
        this.replica = replica;
        this.state = new StateDirectory(root.resolve("state")).prepare();
        this.catalog = SqliteCatalogLedger.open(state.catalogDb(), random);
        production.putFile(CatalogLayout.HEAD, new byte[0], 0);
        backup.putFile(CatalogLayout.HEAD, new byte[0], 0);
    }

    /** A line below {@code [copy]}. */
    Site copy(String line) {
        copyKeys.add(line);
        return this;
    }

    /** This line of the section alone. */
    Site copyInstead(String line) {
        copyKeys.clear();
        return copy(line);
    }

    /** Where commands, which are not given the outboxes in memory, find a server. */
    void server(String name, Path outbox) {
        server(name, "uri = \"" + outbox.toUri() + "\"");
    }

    /** Same, by the lines of its section. */
    void server(String name, String lines) {
        servers.put(name, lines);
    }

    Site reserve(long bytes) {
        reserveBytes = bytes;
        return this;
    }

    /** Publishes on production and, at once, on the backup. */
    void publish(String path, String content) {
        publish(path, content.getBytes(StandardCharsets.UTF_8), MODE, mtimeNs());
    }

    void publish(String path, byte[] content, int mode, long mtimeNs) {
        production.putFile(FilePath.of(path), content, 0);
        backup.putFile(FilePath.of(path), content, 0);
        announce(path, content, mode, mtimeNs);
    }

    /** Only says that there is such a file. */
    void announce(String path, byte[] content, int mode, long mtimeNs) {
        published.put(path, content);
        apply(CatalogLine.put(++seq, content.length, mtimeNs, mode, Sha256.hash(content), nowNs(), FilePath.of(path)));
    }

    void announce(String path, String content) {
        announce(path, content.getBytes(StandardCharsets.UTF_8), MODE, mtimeNs());
    }

    void delete(String path) {
        published.delete(path);
        production.remove(FilePath.of(path));
        backup.remove(FilePath.of(path));
        apply(CatalogLine.del(++seq, nowNs(), FilePath.of(path)));
    }

    /** Many at once. */
    void publishAll(Map<String, byte[]> files) {
        List<CatalogLine> lines = new ArrayList<>();
        files.forEach((path, content) -> {
            production.putFile(FilePath.of(path), content, 0);
            backup.putFile(FilePath.of(path), content, 0);
            published.put(path, content);
            lines.add(CatalogLine.put(
                    ++seq, content.length, mtimeNs(), MODE, Sha256.hash(content), nowNs(), FilePath.of(path)));
        });
        apply(lines.toArray(CatalogLine[]::new));
    }

    void apply(CatalogLine... lines) {
        CatalogPosition position = new CatalogPosition(1, seq, seq, Sha256.ZERO);
        catalog.apply(List.of(lines), List.of(), new Followed(EPOCH, null, Instant.EPOCH, position));
    }

    /** Loses catalog.db and makes it anew with the newest publications. */
    void loseCatalog() throws IOException {
        catalog.close();
        for (String suffix : List.of("", "-wal", "-shm")) {
            Files.deleteIfExists(state.root().resolve("catalog.db" + suffix));
        }
        catalog = SqliteCatalogLedger.open(state.catalogDb(), random);
    }

    long nextSeq() {
        return ++seq;
    }

    /** Sends a notice as synchrolist does. */
    void notice() throws InterruptedException {
        bus.sender(Channel.WANTED, ModuleName.SYNCHROLIST)
                .send(new Wanted(nowNs(), catalog.lastChange(), catalog.lastChange(), 1, 1));
        bus.sender(Channel.WANTED, ModuleName.SYNCHROLIST).flush(FLUSH_TIMEOUT);
    }

    /** Says as testserver does which servers may be used. */
    void verdict(Verdict.Choice... choices) throws IOException, InterruptedException {
        Verdict verdict =
                new Verdict(nowNs(), nowNs() + Duration.ofHours(1).toNanos(), "as the test says", List.of(choices));
        new ServersFile(state).write(new ServersFile.Content(1, verdict, List.of(), "", 0, List.of(), null));
        bus.sender(Channel.VERDICT, ModuleName.TESTSERVER).send(verdict);
        bus.sender(Channel.VERDICT, ModuleName.TESTSERVER).flush(FLUSH_TIMEOUT);
    }

    /** Every connection to a server that is opened from now on is decorated. */
    void decorate(String server, UnaryOperator<RemoteStore> decorator) {
        memory.decorate(server, decorator);
    }

    /** Connections are opened so, and not to the outboxes in memory. */
    void openBy(StoreOpener stores) {
        opener = stores;
    }

    /** A server takes no connections any more. */
    void refuse(String server, FaultKind kind) {
        memory.refuse(server, kind);
    }

    void accept(String server) {
        memory.accept(server);
    }

    int openings(String server) {
        return memory.openings(server);
    }

    Agent open() {
        return open(Steps.NONE);
    }

    Agent open(Steps steps) {
        ModuleContext context = context();
        return new CopyAgent(context, CopyParts.open(context, Seams.of(steps)), summaries::add);
    }

    /** One pass, as cron has it. */
    ExitCode pass() throws InterruptedException {
        try (Agent agent = open()) {
            return agent.pass();
        }
    }

    /** One step of a running module; true, for conditions. */
    static boolean step(Agent agent) {
        try {
            agent.doWork();
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    static Control.Request retryParked() {
        return new Control.Request("1", RetryParkedCommand.VERB, "", 0, "tester", "");
    }

    void stop() {
        stopping = true;
    }

    void advance(Duration time) {
        clock.advance(time);
    }

    /** Failures that testserver was told of. */
    List<Fault> faults() throws InterruptedException {
        return told().stream()
                .filter(fault -> fault.kind() != FaultKind.RECEIVING)
                .toList();
    }

    /** The servers that testserver was told bytes are coming from. */
    List<String> receivedFrom() throws InterruptedException {
        return told().stream()
                .filter(fault -> fault.kind() == FaultKind.RECEIVING)
                .map(Fault::server)
                .toList();
    }

    private List<Fault> told() throws InterruptedException {
        bus.sender(Channel.FAULT, ModuleName.COPYLIST).flush(FLUSH_TIMEOUT);
        List<Fault> all = new ArrayList<>();
        try (MessageReader<Fault> reader = bus.reader(Channel.FAULT, Map.of())) {
            reader.poll(1000, (writer, fault) -> all.add(fault));
        }
        return all;
    }

    long count(Counter counter) {
        return counters.get(counter);
    }

    long count(Counter counter, String server) {
        return counters.get(counter, server);
    }

    <T> T replicaDb(Function<ReplicaView, T> query) {
        try (ReplicaView view = SqliteReplicaLedger.openForReading(state.replicaDb())) {
            return query.apply(view);
        }
    }

    long filesRecorded() {
        return replicaDb(view -> view.totals().files());
    }

    /** Changes that are not settled. */
    long owed() {
        return catalog.lastChange() - replicaDb(view -> view.position(catalog.id()));
    }

    long filesParked() {
        return replicaDb(ReplicaView::parkedCount);
    }

    String content(String path) throws IOException {
        return Files.readString(replica.resolve(path));
    }

    boolean has(String path) {
        return Files.exists(replica.resolve(path));
    }

    /** What is in the temporary directory. */
    List<Path> temporaries() throws IOException {
        try (Stream<Path> files = Files.list(replica.resolve(".pullover/tmp"))) {
            return files.toList();
        }
    }

    /** Throws unless every visible file is some whole version that was published. */
    void assertNothingHalf() throws IOException {
        published.assertNothingHalf(replica);
    }

    /** Throws unless the replica has exactly the newest publications, and all of them are recorded. */
    void assertReplicated() throws IOException {
        published.assertReplicated(
                replica, path -> replicaDb(view -> view.find(FilePath.of(path))).isPresent());
    }

    Path configFile() {
        try {
            Path file = root.resolve("pullover.toml");
            Files.writeString(file, """
                    [replica]
                    directory = "%s"
                    state = "%s"
                    reserve = "%dB"
                    [[servers]]
                    name = "production"
                    %s
                    [[servers]]
                    name = "backup"
                    %s
                    [copy]
                    %s
                    """.formatted(
                            replica,
                            state.root(),
                            reserveBytes,
                            servers.getOrDefault(PRODUCTION, "uri = \"file:///nowhere/production\""),
                            servers.getOrDefault(BACKUP, "uri = \"file:///nowhere/backup\""),
                            String.join("\n", copyKeys)));
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    ModuleContext context() {
        Config config = ConfigLoader.load(configFile());
        return new ModuleContext(
                ModuleName.COPYLIST,
                config,
                state,
                bus,
                opener,
                counters,
                clock,
                clock::nanoTime,
                random,
                () -> stopping);
    }

    long nowNs() {
        return EpochTime.nowNs(clock);
    }

    @Override
    public void close() {
        catalog.close();
        bus.close();
    }

    private long mtimeNs() {
        return 1_700_000_000_000_000_000L + random.nextInt(1_000_000_000);
    }
}
