package dev.pullover.simulator;

import dev.pullover.common.ModuleName;
import dev.pullover.common.config.Config;
import dev.pullover.common.config.ConfigLoader;
import dev.pullover.common.config.ReplicaConfig;
import dev.pullover.common.config.ServerConfig;
import dev.pullover.common.config.StatConfig;
import dev.pullover.common.ledger.CatalogLedger;
import dev.pullover.common.metrics.Counters;
import dev.pullover.common.module.ModuleContext;
import dev.pullover.common.path.FilePath;
import dev.pullover.common.queue.MessageBus;
import dev.pullover.common.remote.RemoteException;
import dev.pullover.common.remote.RemoteStore;
import dev.pullover.common.state.StateDirectory;
import dev.pullover.copylist.CopylistDoor;
import dev.pullover.simulator.disk.Disk;
import dev.pullover.simulator.disk.DiskFileSystem;
import dev.pullover.synchrolist.SynchrolistDoor;
import dev.pullover.testserver.TestserverDoor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Three machines: production with its publisher, the backup, and the replica with its modules. */
final class World implements AutoCloseable {
    static final String REPLICA = "/replica";
    static final String PRODUCTION_NAME = "production";
    static final String BACKUP_NAME = "backup";

    final Plan plan;
    final SimulatedTime time = new SimulatedTime();
    final SimulatedTime.Wall replicaClock = time.new Wall();
    final Chance chance;
    final Trace trace;
    final Sabotage sabotage;
    final SimulatedServer production;
    final SimulatedServer backup;
    final Disk replica = new Disk(replicaClock::nowNs);
    final SimulatedQueues queues;
    final Config config;
    final ServerClocks serverClocks;
    final Checks checks;
    final History history = new History();
    final Recorded recorded;
    final ScanChecks scanChecks;
    final Listeners listeners;
    final ModuleSlot testserver;
    final ModuleSlot synchrolist;
    final ModuleSlot copylist;

    private final Path directory;
    private final StateDirectory state;

    /** @param directory of a real file system, for the databases; removed at the end */
    World(long seed, Sabotage sabotage, Path directory, Consumer<String> events) throws IOException {
        this.plan = Plan.of(seed);
        this.chance = new Chance(seed);
        this.trace = new Trace(time, events);
        this.sabotage = sabotage;
        this.directory = directory;
        this.production = new SimulatedServer(PRODUCTION_NAME, time.new Wall());
        this.backup = new SimulatedServer(BACKUP_NAME, time.new Wall());
        sabotage.productionDisk(production.disk);
        sabotage.replicaDisk(replica);
        backup.disk.putDirectory(SimulatedServer.OUTBOX);
        this.serverClocks = new ServerClocks(this, seed);
        this.queues = new SimulatedQueues(time, chance);
        this.state = new StateDirectory(directory.resolve("state")).prepare();
        this.config = config();
        this.checks = new Checks(this, state.catalogDb(), config.check());
        this.recorded = new Recorded(this, state.catalogDb());
        this.scanChecks = new ScanChecks(this, state.catalogDb());
        this.listeners = new Listeners(this, seed, state);
        this.testserver = new ModuleSlot(
                "testserver",
                this,
                (process, counters) -> TestserverDoor.open(
                        context(ModuleName.TESTSERVER, process, counters), () -> new DirectExecutor(process)));
        this.synchrolist = new ModuleSlot(
                "synchrolist",
                this,
                (process, counters) -> SynchrolistDoor.open(
                        context(ModuleName.SYNCHROLIST, process, counters),
                        new DirectExecutor(process),
                        ledger -> sabotage.catalog(watch(process, ledger))));
        this.copylist = new ModuleSlot(
                "copylist",
                this,
                (process, counters) -> CopylistDoor.open(
                        context(ModuleName.COPYLIST, process, counters),
                        () -> new DirectExecutor(process),
                        ledger -> sabotage.replica(checks.watch(process, ledger))));
    }

    /** The modules that do the work; stat and log listen to them. */
    List<ModuleSlot> modules() {
        return List.of(testserver, synchrolist, copylist);
    }

    List<SimulatedServer> servers() {
        return List.of(production, backup);
    }

    /** The files of the replica but for those in our own directory, by path. */
    Map<String, byte[]> replicated() {
        Map<String, byte[]> files = replica.files(REPLICA);
        files.keySet().removeIf(path -> path.startsWith(FilePath.PRIVATE_DIRECTORY + "/"));
        return files;
    }

    /** A process that begins now. */
    SimulatedProcess process(String name) {
        if (name.equals("stat") || name.equals("log")) {
            return listeners.process(name);
        }
        SimulatedProcess process = new SimulatedProcess(name, chance, trace, checks::renames);
        if (name.equals("copylist")) {
            replica.observe(process);
        }
        return process;
    }

    /** The power of the replica machine fails. */
    void losePowerOfReplica() {
        trace.add("replica", "loses its power");
        modules().forEach(ModuleSlot::kill);
        replica.losePower(chance.generator());
        queues.losePower();
        listeners.losePower();
    }

    @Override
    public void close() throws IOException {
        modules().forEach(ModuleSlot::kill);
        listeners.stat.kill();
        listeners.log.kill();
        checks.close();
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(path);
            }
        }
    }

    private CatalogLedger watch(SimulatedProcess process, CatalogLedger ledger) {
        CatalogLedger watched = checks.watch(process, ledger);
        return plan.scans() ? scanChecks.watch(process, watched) : watched;
    }

    private ModuleContext context(ModuleName module, SimulatedProcess process, Counters counters) {
        MessageBus bus =
                new SimulatedBus(process, queues, time, (writer, message) -> checks.delivered(module.word(), message));
        return new ModuleContext(
                module,
                sabotage.config(module.word(), config),
                state,
                sabotage.bus(module.word(), checks.watch(module, bus)),
                server -> connect(module, process, server),
                counters,
                replicaClock,
                time::nanos,
                new Random(chance.nextLong()),
                process::isDead);
    }

    private RemoteStore connect(ModuleName module, SimulatedProcess process, ServerConfig server)
            throws RemoteException {
        checks.connects(process, server.name());
        SimulatedServer found = servers().stream()
                .filter(one -> one.name.equals(server.name()))
                .findFirst()
                .orElseThrow();
        RiseAndFall.Opening opening = () -> {
            RemoteStore store = sabotage.store(module.word(), SimulatedStore.open(process, found, time, chance));
            return plan.scans() && module == ModuleName.COPYLIST ? scanChecks.watch(found, store) : store;
        };
        return module == ModuleName.TESTSERVER ? checks.states().connect(server.name(), opening) : opening.open();
    }

    private String synchro() {
        if (!plan.scans()) {
            return "mode = \"catalog\"";
        }
        return "mode = \"%s\"\nscan-interval = \"%s\"\nfull-scan = \"%s\""
                .formatted(
                        chance.oneOf(List.of("auto", "scan")),
                        chance.oneOf(List.of("200ms", "1s", "5s")),
                        plan.inPlace() ? chance.oneOf(List.of("10s", "5m", "1h")) : "365d");
    }

    private Config config() throws IOException {
        Path file = directory.resolve("pullover.toml");
        Files.writeString(file, """
                [replica]
                directory = "/replica"
                state = "%s"
                reserve = "0B"
                [[servers]]
                name = "production"
                uri = "file:///outbox"
                [[servers]]
                name = "backup"
                uri = "file:///outbox"
                [synchro]
                %s
                [check]
                timeout = "2s"
                [failback]
                hold = "%s"
                [copy]
                parallel = %d
                balance = "%s"
                deletions = "quarantine"
                keep-versions = %d
                """.formatted(
                        state.root(),
                        synchro(),
                        chance.oneOf(List.of("1s", "30s")),
                        1 + chance.below(8),
                        chance.oneOf(List.of("failover", "failover", "round-robin", "least-connections")),
                        chance.below(2)));
        Config read = ConfigLoader.load(file);
        ReplicaConfig onDisk = new ReplicaConfig(new DiskFileSystem(replica).path(REPLICA), state.root(), 0);
        return new Config(
                read.file(),
                Optional.of(onDisk),
                read.servers(),
                read.check(),
                read.failback(),
                read.synchro(),
                read.copy(),
                read.log(),
                new StatConfig(Optional.empty(), List.of(), Optional.empty()),
                read.publish());
    }
}
