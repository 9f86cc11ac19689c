package dev.pullover.simulator;

import dev.pullover.common.message.FaultKind;
import dev.pullover.simulator.History.Version;
import dev.pullover.simulator.ScannedTree.Habits;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Owners who run no publisher: they change files on production, some on the backup, too, also while somebody reads them, and
 * have them replicated in one way or another. In the end all that the server in use shows must be here, unless something newer
 * of the same name is. What was deleted stays, as something that a server did have.
 */
final class ScannedOwners implements Owners {
    private static final double MOST_EDITS_MEANWHILE = 0.02;

    private final World world;
    private final Chance chance;
    private final History history;
    private final ScannedTree production;
    private final ScannedTree backup;
    private final boolean replicated;
    private final boolean keepsDates;
    private final boolean inHalves;
    private final boolean editsBackup;
    private final boolean losesProduction;

    ScannedOwners(World world) {
        this.world = world;
        this.chance = world.chance;
        this.history = world.history;
        Habits habits = new Habits(world.plan.inPlace(), chance.happens(0.5) ? 0 : 0.3);
        this.production = new ScannedTree(world, world.production, history, habits);
        this.backup = new ScannedTree(world, world.backup, history, habits);
        this.replicated = chance.happens(0.8);
        this.keepsDates = chance.happens(0.75);
        this.inHalves = world.plan.inPlace() && chance.happens(0.3);
        this.editsBackup = chance.happens(0.3);
        this.losesProduction = chance.happens(0.25);
        double meanwhile = chance.happens(0.5) ? 0 : MOST_EDITS_MEANWHILE;
        world.production.meanwhile = () -> editAt(production, meanwhile);
        world.backup.meanwhile = () -> editAt(backup, editsBackup ? meanwhile : 0);
    }

    @Override
    public void proceed() {
        if (replicated && chance.happens(0.1)) {
            replicate();
        }
    }

    @Override
    public void edit() {
        world.trace.add("user", "changes files");
        production.edit();
        if (editsBackup) {
            backup.edit();
        }
    }

    @Override
    public void publish() {
        // Nobody does.
    }

    @Override
    public void replicate() {
        List<String> differing = new ArrayList<>(differing());
        int count = replicated ? Math.min(differing.size(), 1 + chance.below(8)) : 0;
        for (int i = 0; i < count; i++) {
            bring(differing.remove(chance.below(differing.size())));
        }
    }

    @Override
    public void settle() {
        production.finish();
        backup.finish();
        if (replicated) {
            differing().forEach(path -> backup.bring(production, path, keepsDates, true));
        }
        if (losesProduction) {
            world.trace.add("production", "is lost");
            world.production.failure = FaultKind.UNREACHABLE;
            world.production.failingSinceNs = world.time.nanos();
            world.production.stepsSince = 0;
        }
    }

    @Override
    public SimulatedServer leader() {
        return losesProduction && chance.isCalm() ? world.backup : world.production;
    }

    @Override
    public long differences() {
        return 0;
    }

    @Override
    public Optional<String> difference() {
        Map<String, Version> there = (leader() == world.backup ? backup : production).files();
        Set<String> paths = new TreeSet<>(there.keySet());
        paths.addAll(world.replicated().keySet());
        return paths.stream()
                .flatMap(path -> wrong(path, Optional.ofNullable(there.get(path))).stream())
                .findFirst();
    }

    @Override
    public void order() {
        // There is nothing to decide.
    }

    @Override
    public boolean mayClear() {
        return true;
    }

    private Optional<String> wrong(String path, Optional<Version> there) {
        Optional<Version> here = Version.of(world.replica, World.REPLICA + "/" + path);
        if (here.isPresent() && !history.had(path, here.get())) {
            return Optional.of(path + " is as it never was on any server");
        }
        boolean isNewer = here.isPresent()
                && there.isPresent()
                && here.get().seconds() >= there.get().seconds();
        if (there.isEmpty() || there.equals(here) || isNewer) {
            return Optional.empty();
        }
        return Optional.of(path + (here.isEmpty() ? " is missing" : " is another"));
    }

    private void editAt(ScannedTree tree, double probability) {
        if (chance.strikes(probability)) {
            world.trace.add("user", "changes files meanwhile");
            tree.edit();
        }
    }

    private void bring(String path) {
        boolean whole = !inHalves || chance.below(3) > 0;
        world.trace.add("replication", "brings " + (whole ? "" : "the beginning of ") + path);
        backup.bring(production, path, keepsDates, whole);
    }

    private Set<String> differing() {
        Map<String, Version> from = production.files();
        Map<String, Version> to = backup.files();
        Set<String> paths = new TreeSet<>(from.keySet());
        paths.addAll(to.keySet());
        paths.removeIf(path -> isSame(from.get(path), to.get(path)));
        return paths;
    }

    private boolean isSame(@Nullable Version one, @Nullable Version other) {
        return one != null
                && other != null
                && (keepsDates ? one.equals(other) : one.hash().equals(other.hash()));
    }
}
