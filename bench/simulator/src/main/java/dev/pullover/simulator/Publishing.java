package dev.pullover.simulator;

import dev.pullover.common.PulloverException;
import dev.pullover.common.config.PublishConfig;
import dev.pullover.publishlist.PublishlistDoor;
import dev.pullover.simulator.disk.DiskFileSystem;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The machine of a server: its users change files, its publisher publishes them. */
final class Publishing {
    static final String BASE = "/data";
    private static final String STATE = "/publisher";
    private static final int LARGE_BYTES = 90_000;
    private static final int SMALL_BYTES = 3000;
    private static final int MODES = 3;

    private final World world;
    private final SimulatedServer host;
    private final Chance chance;
    private final DiskFileSystem files;
    private final int paths;
    private final PublishConfig config;

    /** @param deletions whether what users delete is deleted from the outbox */
    Publishing(World world, SimulatedServer host, boolean deletions) {
        this.world = world;
        this.host = host;
        this.chance = world.chance;
        this.files = new DiskFileSystem(host.disk);
        this.paths = 3 + chance.below(30);
        this.config = new PublishConfig(
                List.of("**"),
                Optional.empty(),
                files.path(BASE),
                files.path(SimulatedServer.OUTBOX),
                files.path(STATE),
                List.of(),
                deletions,
                Duration.ofSeconds(1),
                false,
                Duration.ofMinutes(1),
                Duration.ZERO,
                chance.oneOf(List.of(0, 10)),
                chance.below(2));
        host.disk.putDirectory(BASE);
    }

    /** A user writes, changes or deletes some files. */
    void edit() {
        int edits = 1 + chance.below(6);
        for (int i = 0; i < edits; i++) {
            int number = chance.below(paths);
            String path = BASE + "/" + (number % 3 == 0 ? "" : "d" + number % 3 + "/")
                    + (number % 5 == 0 ? "deep/" : "") + "f" + number;
            if (chance.below(6) == 0) {
                host.disk.remove(path);
            } else {
                int size = chance.below(8) == 0 ? chance.below(LARGE_BYTES) : chance.below(SMALL_BYTES);
                long mtimeNs =
                        host.clock.nowNs() - chance.upTo(Duration.ofDays(1)).toNanos();
                int mode = List.of(0644, 0600, 0444).get(chance.below(MODES));
                host.disk.put(path, chance.bytes(size), mode, mtimeNs);
            }
        }
        world.trace.add("user", "changes files");
    }

    /**
     * The publisher runs once.
     *
     * @return whether it came to its end
     */
    boolean publish() {
        return run(publisher -> world.trace.add("publishlist", "published " + publisher.publish()));
    }

    /**
     * The publisher takes over the catalog of another one.
     *
     * @return whether it has, now or before
     */
    boolean takeOver() {
        return run(publisher -> {
            long differences = publisher.takeOver();
            if (differences > 0) {
                throw new Violation("takeover finds " + differences + " differences");
            }
            world.trace.add("publishlist", "has taken over on " + host.name);
        });
    }

    private boolean run(Command command) {
        SimulatedProcess process = world.process("publishlist");
        host.disk.observe(process);
        try {
            command.run(publisher());
            return true;
        } catch (Crash e) {
            if (chance.happens(0.5)) {
                world.trace.add(host.name, "loses its power");
                host.disk.losePower(chance.generator());
            }
            return false;
        } catch (PulloverException e) {
            throw new Violation("publishlist failed: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            process.kill();
        }
    }

    /** The publisher's own directory is lost. */
    void loseState() {
        world.trace.add("owners", "lose the state of the publisher on " + host.name);
        host.disk.files(STATE).keySet().forEach(path -> host.disk.remove(STATE + "/" + path));
    }

    /** How much outbox and catalog differ. */
    long differences() {
        host.disk.observe((step, path) -> {});
        try {
            return publisher().differences();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private PublishlistDoor publisher() {
        return new PublishlistDoor(
                config, host.clock, world.time::nanos, () -> new UUID(chance.nextLong(), chance.nextLong()));
    }

    /** What the publisher is to do. */
    @FunctionalInterface
    private interface Command {
        void run(PublishlistDoor publisher) throws InterruptedException;
    }
}
