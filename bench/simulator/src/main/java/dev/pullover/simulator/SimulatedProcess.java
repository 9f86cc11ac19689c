package dev.pullover.simulator;

import dev.pullover.simulator.disk.DiskObserver;

/** A process of one module, from its start to its end. Whatever it does first asks whether it still lives. */
final class SimulatedProcess implements DiskObserver {
    private final String name;
    private final Chance chance;
    private final Trace trace;
    private final Renames renames;
    private boolean dead;

    /** @param renames is told of renames on the disk that this process works on */
    SimulatedProcess(String name, Chance chance, Trace trace, Renames renames) {
        this.name = name;
        this.chance = chance;
        this.trace = trace;
        this.renames = renames;
    }

    String name() {
        return name;
    }

    /** Ends it: nothing that it tries from now on happens. */
    void kill() {
        dead = true;
    }

    boolean isDead() {
        return dead;
    }

    /** It is about to do something that others can see; perhaps it gets no further. */
    void does(String what) {
        requireAlive();
        if (chance.strikes(chance.crashes)) {
            trace.add(name, "dies before " + what);
            dead = true;
            throw new Crash(name);
        }
        trace.add(name, what);
    }

    /** It is in the middle of something that nobody can see. */
    void requireAlive() {
        if (dead) {
            throw new Crash(name);
        }
    }

    @Override
    public void before(Step step, String path) {
        does(step + " " + path);
    }

    @Override
    public void renames(String source, String target) {
        renames.renames(this, source, target);
    }

    /** Told of renames. */
    @FunctionalInterface
    interface Renames {
        void renames(SimulatedProcess process, String source, String target);
    }
}
