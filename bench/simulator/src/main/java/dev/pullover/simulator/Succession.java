package dev.pullover.simulator;

import dev.pullover.common.catalog.Sha256;
import dev.pullover.simulator.disk.Disk;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Where the owners publish. In some runs they lose production for long, and do as {@code docs/operations.md} says: the
 * replication ends, the backup's publisher takes the catalog over, and perhaps production's takes it back later. What
 * production published after the end of the replication the backup does not have, so replicas may keep it. Sometimes
 * nobody stops production's publisher, either, or both publish in epochs of their own, see {@link Fork}.
 */
final class Succession implements Owners {
    private static final double PROGRESS = 0.02;
    private static final String ABSENT = "absent";

    /** Who publishes. */
    private enum Stage {
        PRODUCTION,
        /** Production, but nothing is replicated any more. */
        PRODUCTION_ALONE,
        BACKUP,
        /** The backup, and production is about to take over, too. */
        BOTH_SOON,
        /** Both, each in an epoch of its own. */
        BOTH,
        /** Nobody: production has the backup's outbox, and has not taken it over yet. */
        NOBODY,
        PRODUCTION_AGAIN
    }

    private final World world;
    private final Chance chance;
    private final Replication replication;
    private final Publishing production;
    private final Acceptance acceptance;
    private final boolean planned;
    private final boolean forks;
    private @Nullable Fork fork;
    private @Nullable Publishing backup;
    private Publishing publisher;
    private Stage stage = Stage.PRODUCTION;
    private boolean returns;
    private boolean goesOn;
    /** What production published and the backup does not know, by path: hashes, or that it was deleted. */
    private final Map<String, Set<String>> left = new HashMap<>();
    /** Where a fork is planned, what ever was in an outbox, by path: hashes. */
    private final Map<SimulatedServer, Map<String, Set<String>>> had = new HashMap<>();

    Succession(World world) {
        this.world = world;
        this.chance = world.chance;
        this.replication = new Replication(world);
        this.production = new Publishing(world, world.production, true);
        this.acceptance = new Acceptance(world, world.production);
        this.publisher = production;
        this.planned = world.plan.losesProduction();
        this.forks = world.plan.forks();
    }

    /** Perhaps the owners get one step further. */
    @Override
    public void proceed() {
        if (!planned || !chance.happens(PROGRESS)) {
            return;
        }
        switch (stage) {
            case PRODUCTION -> endReplication();
            case PRODUCTION_ALONE -> loseProduction();
            case BACKUP -> {
                if (forks) {
                    beginFork();
                } else {
                    goBack();
                }
            }
            case BOTH_SOON -> fork();
            case BOTH -> endFork();
            case NOBODY -> takeBack();
            case PRODUCTION_AGAIN -> {
                // So it stays.
            }
        }
    }

    /** Users change files. */
    @Override
    public void edit() {
        publisher.edit();
        if (fork != null && stage == Stage.BOTH) {
            loser().edit();
        }
        if (goesOn) {
            production.edit();
        }
    }

    /** Those publish who do at the moment. */
    @Override
    public void publish() {
        if (stage == Stage.PRODUCTION_ALONE) {
            production.publish();
            rememberWhatOnlyProductionHas();
        } else if (stage != Stage.NOBODY) {
            publishAndCompare();
        }
        if (stage == Stage.BOTH) {
            loser().publish();
        }
        if (forks) {
            world.servers().forEach(this::rememberOutbox);
        }
        if (goesOn) {
            production.publish();
            rememberWhatOnlyProductionHas();
        }
    }

    /** The replication brings something, if it runs. */
    @Override
    public void replicate() {
        if (isReplicated()) {
            replication.some();
        }
    }

    /** Nothing goes wrong any more: what was begun is ended. */
    @Override
    public void settle() {
        settleFork();
        if (stage == Stage.NOBODY) {
            takeBack();
        }
        if (stage == Stage.PRODUCTION_ALONE) {
            settleTakeover();
        }
        publishAndCompare();
        if (isReplicated()) {
            replication.all();
        }
    }

    /** The server whose outbox counts. */
    @Override
    public SimulatedServer leader() {
        if (fork != null && stage == Stage.BOTH) {
            return fork.winner();
        }
        return stage == Stage.BACKUP || stage == Stage.BOTH_SOON ? world.backup : world.production;
    }

    /** How much outbox and catalog differ where it is published. */
    @Override
    public long differences() {
        return publisher.differences();
    }

    /** What of the replica is neither as in the outbox, nor left of what production published. */
    @Override
    public Optional<String> difference() {
        Map<String, byte[]> expected = leader().disk.files(SimulatedServer.OUTBOX);
        Map<String, byte[]> found = world.replicated();
        left.forEach((path, states) -> {
            if (states.contains(state(found, path))) {
                expected.remove(path);
                found.remove(path);
            }
        });
        return Checks.difference(expected, found);
    }

    /**
     * What operators do in time: say what was decided of a fork, and nothing before; and that production's catalog counts,
     * where it has come back with a clock that is wrong, to who has seen neither takeover.
     */
    @Override
    public void order() {
        if (fork != null) {
            fork.order();
        } else if (stage == Stage.PRODUCTION_AGAIN && world.plan.wrongClocks()) {
            acceptance.say();
        }
    }

    /** Whether an operator who sees an alarm may clear it. */
    @Override
    public boolean mayClear() {
        return fork == null || fork.mayClear();
    }

    private void beginFork() {
        boolean done = production.publish();
        // Also of one that died after it had replaced HEAD.
        rememberWhatOnlyProductionHas();
        if (done) {
            production.loseState();
            goesOn = false;
            fork = new Fork(world, chance.oneOf(world.servers()));
            world.checks.watch(fork);
            stage = Stage.BOTH_SOON;
        }
    }

    private void fork() {
        if (production.takeOver()) {
            stage = Stage.BOTH;
            current().begin();
            if (current().winner() == world.production) {
                publisher = production;
                left.clear();
            }
        }
    }

    /** It is decided, and the loser's outbox becomes the winner's. */
    private void endFork() {
        if (!publishAndCompare()) {
            return;
        }
        current().decide();
        leaveWhatOnlyTheLoserHad();
        if (current().winner() == world.production) {
            replication.mirror(world.production, world.backup);
            stage = Stage.PRODUCTION_AGAIN;
        } else {
            replication.mirror(world.backup, world.production);
            publisher = production;
            stage = Stage.NOBODY;
        }
    }

    /** A replica may have followed the backup's catalog already, though the takeover was killed: then there is no way back. */
    private void settleTakeover() {
        if (backup == null) {
            stage = Stage.PRODUCTION;
            left.clear();
        } else {
            loseProduction();
        }
    }

    private void settleFork() {
        if (stage == Stage.BOTH_SOON) {
            fork();
        }
        if (stage == Stage.BOTH) {
            endFork();
        }
    }

    private Fork current() {
        return Objects.requireNonNull(fork);
    }

    private Publishing backupPublisher() {
        return Objects.requireNonNull(backup);
    }

    private Publishing loser() {
        return publisher == production ? backupPublisher() : production;
    }

    /** Of a fork, what both have becomes as the winner has it; what the loser alone had at any time may stay. */
    private void rememberOutbox(SimulatedServer server) {
        Map<String, Set<String>> states = had.computeIfAbsent(server, none -> new HashMap<>());
        Map<String, byte[]> files = server.disk.files(SimulatedServer.OUTBOX);
        files.keySet().forEach(path -> states.computeIfAbsent(path, none -> new HashSet<>())
                .add(state(files, path)));
    }

    private void leaveWhatOnlyTheLoserHad() {
        SimulatedServer loser = leader() == world.production ? world.backup : world.production;
        Map<String, Set<String>> states = had.getOrDefault(loser, new HashMap<>());
        states.keySet().removeAll(leader().disk.files(SimulatedServer.OUTBOX).keySet());
        states.forEach((path, known) ->
                left.computeIfAbsent(path, none -> new HashSet<>()).addAll(known));
    }

    private boolean isReplicated() {
        return stage == Stage.PRODUCTION || stage == Stage.PRODUCTION_AGAIN;
    }

    private void endReplication() {
        if (production.publish()) {
            world.trace.add("owners", "stop the replication");
            replication.mirror(world.production, world.backup);
            stage = Stage.PRODUCTION_ALONE;
        }
    }

    private void loseProduction() {
        if (backup == null) {
            world.trace.add("owners", "publish on the backup");
            backup = new Publishing(world, world.backup, false);
        }
        if (backup.takeOver()) {
            stage = Stage.BACKUP;
            publisher = backup;
            returns = chance.happens(0.5);
            goesOn = chance.happens(0.3);
        }
    }

    private void goBack() {
        if (returns && publishAndCompare()) {
            world.trace.add("owners", "publish on production again");
            replication.mirror(world.backup, world.production);
            publisher = production;
            goesOn = false;
            stage = Stage.NOBODY;
        }
    }

    private void takeBack() {
        if (production.takeOver()) {
            stage = Stage.PRODUCTION_AGAIN;
        }
    }

    /** What is published now counts, whatever was left of it. */
    private boolean publishAndCompare() {
        Disk disk = leader().disk;
        Map<String, byte[]> before = disk.files(SimulatedServer.OUTBOX);
        boolean done = publisher.publish();
        Map<String, byte[]> after = disk.files(SimulatedServer.OUTBOX);
        left.keySet().removeIf(path -> !Arrays.equals(before.get(path), after.get(path)));
        return done;
    }

    private void rememberWhatOnlyProductionHas() {
        Map<String, byte[]> here = world.production.disk.files(SimulatedServer.OUTBOX);
        Map<String, byte[]> there = world.backup.disk.files(SimulatedServer.OUTBOX);
        Set<String> paths = new TreeSet<>(here.keySet());
        paths.addAll(there.keySet());
        for (String path : paths) {
            if (!Arrays.equals(here.get(path), there.get(path))) {
                left.computeIfAbsent(path, none -> new HashSet<>()).add(state(here, path));
            }
        }
    }

    private static String state(Map<String, byte[]> files, String path) {
        byte[] content = files.get(path);
        return content == null ? ABSENT : Sha256.hash(content).toString();
    }
}
