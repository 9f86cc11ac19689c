package dev.pullover.simulator;

import dev.pullover.common.ModuleName;
import dev.pullover.common.catalog.CatalogLine;
import dev.pullover.common.catalog.Sha256;
import dev.pullover.common.config.CheckConfig;
import dev.pullover.common.ledger.CatalogEntry;
import dev.pullover.common.ledger.CatalogLedger;
import dev.pullover.common.ledger.CatalogView;
import dev.pullover.common.ledger.ReplicaEntry;
import dev.pullover.common.ledger.ReplicaLedger;
import dev.pullover.common.ledger.ReplicaLedger.Batch;
import dev.pullover.common.ledger.sqlite.SqliteCatalogView;
import dev.pullover.common.message.Fault;
import dev.pullover.common.message.ServerState;
import dev.pullover.common.message.Verdict;
import dev.pullover.common.metrics.Counter;
import dev.pullover.common.metrics.Counters;
import dev.pullover.common.path.FilePath;
import dev.pullover.common.queue.MessageBus;
import dev.pullover.common.queue.MessageSender;
import dev.pullover.stat.StatDoor.Told;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Looks over the modules' shoulders: what must hold at every moment. */
final class Checks implements AutoCloseable {
    private static final int PAGE = 1000;
    /** After so many checks in so long a time, testserver must know that a server is dead. */
    private static final int NOTICED_STEPS = 15;

    private static final Duration NOTICED = Duration.ofSeconds(20);

    private final World world;
    private final Path catalogDb;
    private final RiseAndFall states;
    private final Set<String> renamedSinceCommit = new HashSet<>();
    private final Map<String, Verdict> lastDelivered = new HashMap<>();
    private @Nullable Verdict lastSent;
    private @Nullable Violation hidden;
    private long copiedFiles;
    private long copiedBytes;
    private @Nullable Fork fork;
    private final Set<UUID> recordedEpochs = new HashSet<>();
    private long recordedFiles;
    private long recordedBytes;
    private long countedFiles;
    private long countedBytes;
    private long countedTwice;

    /** @param promised how soon servers are up and down */
    Checks(World world, Path catalogDb, CheckConfig promised) {
        this.world = world;
        this.catalogDb = catalogDb;
        this.states = new RiseAndFall(promised, world.plan.scans());
    }

    /** What testserver's checks and words are held against. */
    RiseAndFall states() {
        return states;
    }

    /** copylist's ledger, watched. */
    ReplicaLedger watch(SimulatedProcess process, ReplicaLedger ledger) {
        return Between.calls(ReplicaLedger.class, ledger, "commit", (arguments, original) -> {
            Batch batch = (Batch) arguments[0];
            process.does("records " + batch.arrived().size() + " files, position " + batch.position());
            if (world.chance.strikes(world.chance.localEvents / 4)) {
                throw new ReplicaLedger.FullException("simulated: no space", new IllegalStateException());
            }
            long before = ledger.position(batch.catalogId());
            batch.arrived().forEach(entry -> requireDurable(entry.path(), entry.hash()));
            batch.kept()
                    .forEach(kept -> requireDurable(kept.place(), kept.entry().hash()));
            batch.arrived().forEach(entry -> requireNewer(entry, ledger));
            Object result = original.call();
            record(batch);
            world.scanChecks.settled(batch.position());
            requireSettled(ledger, batch, before);
            Set<String> renamed = Set.copyOf(renamedSinceCommit);
            renamedSinceCommit.clear();
            process.does("has recorded");
            count(batch, renamed);
            return result;
        });
    }

    /** synchrolist's ledger, watched. */
    CatalogLedger watch(SimulatedProcess process, CatalogLedger ledger) {
        return Between.calls(CatalogLedger.class, ledger, "apply", (arguments, original) -> {
            process.does("takes over " + ((List<?>) arguments[0]).size() + " lines");
            Object result = original.call();
            process.does("has taken over");
            return result;
        });
    }

    /** A module's queues, watched. */
    MessageBus watch(ModuleName module, MessageBus bus) {
        return Between.calls(MessageBus.class, bus, "sender", (arguments, original) -> {
            MessageSender<?> sender = (MessageSender<?>) original.call();
            return Between.calls(MessageSender.class, sender, "send", (given, send) -> {
                if (given[0] instanceof Verdict verdict) {
                    lastSent = verdict;
                    requireTrue(verdict);
                    states.said(verdict);
                }
                if (given[0] instanceof Fault fault) {
                    requireGuilty(module.word(), fault);
                }
                return send.call();
            });
        });
    }

    /** Who answered is not reported as broken. What is on the disk there, or here, is another matter. */
    private void requireGuilty(String module, Fault fault) {
        for (SimulatedServer server : world.servers()) {
            boolean answered =
                    server.name.equals(fault.server()) && fault.kind().isHard() && !server.takeFailureFor(module);
            if (answered) {
                throw new Violation(
                        server.name + " is blamed by " + module + " for " + fault.kind() + ", and answered");
            }
        }
    }

    private static boolean isUsable(Verdict verdict, String server) {
        return verdict.usable().stream().anyMatch(choice -> choice.name().equals(server));
    }

    /** A server that has been dead for a while is not called usable. */
    private void requireTrue(Verdict verdict) {
        for (SimulatedServer server : world.servers()) {
            boolean dead = server.failure != null
                    && server.stepsSince >= NOTICED_STEPS
                    && world.time.nanos() - server.failingSinceNs > NOTICED.toNanos();
            if (dead && isUsable(verdict, server.name)) {
                throw new Violation(server.name + " is called usable, and has been dead for more than " + NOTICED);
            }
        }
    }

    /** A module was given a message. */
    void delivered(String module, Object message) {
        if (message instanceof Verdict verdict) {
            lastDelivered.put(module, verdict);
        }
        if (message instanceof Fault fault) {
            states.delivered(fault);
        }
    }

    /** A module connects to a server. */
    void connects(SimulatedProcess process, String server) {
        String module = process.name();
        if (module.equals("testserver")) {
            return;
        }
        boolean told = isForbidden(lastDelivered.get(module), server);
        if (told && isForbidden(lastSent, server)) {
            hide(process, new Violation(module + " connects to " + server + ", of which it was told not to use it"));
        }
    }

    /** Throws what was found in a process that has died of it. */
    void throwHidden() {
        if (hidden != null) {
            throw hidden;
        }
    }

    /** A file is about to be renamed on the replica's disk, or the publisher's. */
    void renames(SimulatedProcess process, String source, String target) {
        if (!target.startsWith(World.REPLICA)
                || target.contains("/.pullover/")
                || !source.contains("/.pullover/tmp/")) {
            return;
        }
        String path = target.substring(World.REPLICA.length() + 1);
        Optional<byte[]> there = world.replica.content(target);
        if (there.isPresent()
                && Arrays.equals(there.get(), world.replica.content(source).orElse(null))) {
            hide(process, new Violation(path + " is copied, and was here already"));
        }
        renamedSinceCommit.add(path);
    }

    /** What a worker throws is known when its result is asked for: until then the process must do nothing more. */
    private void hide(SimulatedProcess process, Violation violation) {
        hidden = violation;
        process.kill();
        process.requireAlive();
    }

    /** A module's next step begins. */
    void begins(ModuleName module) {
        if (module == ModuleName.TESTSERVER) {
            states.takeIn();
        }
    }

    /** A process has ended: its counters are what stat has of it. */
    void processEnded(String module, Counters counters) {
        if (module.equals("copylist")) {
            for (SimulatedServer server : world.servers()) {
                countedFiles += counters.get(Counter.FILES_COPIED, server.name);
                countedBytes += counters.get(Counter.BYTES_COPIED, server.name);
            }
            countedTwice += counters.get(Counter.FILES_COPIED_TWICE);
            world.recorded.died(renamedSinceCommit);
            // What it renamed and did not record, the next one finds in place.
            renamedSinceCommit.clear();
        }
        if (module.equals("testserver")) {
            // The next one has to find out again.
            world.servers().forEach(server -> server.stepsSince = 0);
            states.forget();
        }
        lastDelivered.remove(module);
    }

    /** At the end, when no process is left. */
    void requireCounted() {
        if (countedFiles != copiedFiles || countedBytes != copiedBytes) {
            throw new Violation("counters: " + countedFiles + " files, " + countedBytes + " bytes; the truth: "
                    + copiedFiles + " files, " + copiedBytes + " bytes");
        }
        if (countedTwice > 0) {
            throw new Violation(countedTwice + " files copied twice");
        }
    }

    /** At the end: files and bytes that stat tells people of are those that were recorded. */
    void requireTold(List<Told> dump) {
        requireSum(dump, Counter.FILES_COPIED, recordedFiles);
        requireSum(dump, Counter.BYTES_COPIED, recordedBytes);
        Map<String, Long> here = world.recorded.requireInPlace();
        requireSum(dump, Counter.REPLICA_FILES, here.size());
        requireSum(
                dump,
                Counter.REPLICA_BYTES,
                here.values().stream().mapToLong(Long::longValue).sum());
    }

    private static void requireSum(List<Told> dump, Counter counter, long truth) {
        long told = dump.stream()
                .filter(figure -> figure.counter() == counter.id())
                .mapToLong(Told::value)
                .sum();
        if (told != truth) {
            throw new Violation("stat says " + told + " of " + counter.word() + "; the truth: " + truth);
        }
    }

    Optional<Verdict> lastSent() {
        return Optional.ofNullable(lastSent);
    }

    @Override
    public void close() {
        lastDelivered.clear();
    }

    private static boolean isForbidden(@Nullable Verdict verdict, String server) {
        return verdict != null
                && verdict.servers().stream()
                        .anyMatch(choice -> choice.name().equals(server) && choice.state() == ServerState.ALARM);
    }

    /** From now on there may be two histories. */
    void watch(Fork newFork) {
        fork = newFork;
    }

    private void record(Batch batch) {
        for (ReplicaEntry entry : batch.arrived()) {
            if (world.plan.scans()) {
                world.scanChecks.records(entry);
            }
            recordedEpochs.add(entry.epoch());
            if (fork != null) {
                fork.requireOneSide(recordedEpochs);
            }
            if (renamedSinceCommit.contains(entry.path().toString())) {
                recordedFiles++;
                recordedBytes += entry.size();
            }
        }
        world.recorded.add(batch);
    }

    private void count(Batch batch, Set<String> renamed) {
        for (ReplicaEntry entry : batch.arrived()) {
            if (renamed.contains(entry.path().toString())) {
                copiedFiles++;
                copiedBytes += entry.size();
            }
        }
    }

    /** Nothing is recorded that a power cut could take. */
    private void requireDurable(FilePath path, Sha256 hash) {
        Optional<byte[]> durable = world.replica.durable(World.REPLICA + "/" + path);
        boolean same = durable.isPresent() && Sha256.hash(durable.get()).equals(hash);
        if (!same) {
            throw new Violation(path + " is recorded, and not durable: "
                    + (durable.isEmpty() ? "its name" : "its content") + " would be lost with the power");
        }
    }

    /** Nothing is rolled back to what an older line of the same catalog published. */
    private static void requireNewer(ReplicaEntry entry, ReplicaLedger ledger) {
        Optional<ReplicaEntry> before = ledger.find(entry.path());
        boolean older = before.isPresent()
                && before.get().epoch().equals(entry.epoch())
                && before.get().sequence() > entry.sequence();
        if (older) {
            throw new Violation(entry.path() + " is rolled back from line "
                    + before.get().sequence() + " to line " + entry.sequence());
        }
    }

    /** The position passes nothing that is neither here nor put aside. */
    private void requireSettled(ReplicaLedger ledger, Batch batch, long before) {
        try (CatalogView catalog = SqliteCatalogView.open(catalogDb)) {
            if (!catalog.id().equals(batch.catalogId())) {
                return;
            }
            for (CatalogEntry entry : catalog.changes(before, PAGE)) {
                if (entry.change() <= batch.position() && !isSettled(ledger, entry)) {
                    throw new Violation("position " + batch.position() + " is behind "
                            + entry.line().path() + ", change " + entry.change()
                            + ", which is neither here nor put aside");
                }
            }
        }
    }

    private static boolean isSettled(ReplicaLedger ledger, CatalogEntry entry) {
        FilePath path = entry.line().path();
        if (ledger.findParked(path).isPresent()) {
            return true;
        }
        Optional<ReplicaEntry> row = ledger.find(path);
        return entry.line().op() == CatalogLine.Op.DEL
                ? row.isEmpty()
                : row.filter(found -> found.isContentOf(entry.line())).isPresent();
    }

    /** What is in the replica, but for our own directory, is what is in an outbox. */
    static Optional<String> difference(Map<String, byte[]> expected, Map<String, byte[]> found) {
        Set<String> paths = new java.util.TreeSet<>(expected.keySet());
        paths.addAll(found.keySet());
        paths.removeIf(path -> path.startsWith(FilePath.PRIVATE_DIRECTORY + "/"));
        for (String path : paths) {
            if (!Arrays.equals(expected.get(path), found.get(path))) {
                String what =
                        !found.containsKey(path) ? "missing" : expected.containsKey(path) ? "another" : "too much";
                return Optional.of(path + " is " + what);
            }
        }
        return Optional.empty();
    }
}
