package dev.pullover.simulator;

import dev.pullover.simulator.disk.Disk;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The owners' replication of production's outbox to the backup: file by file in any order, and not atomic. */
final class Replication {
    private static final String TEMPORARIES = ".pullover/tmp/";

    private final World world;

    Replication(World world) {
        this.world = world;
    }

    /** Brings some of what differs. */
    void some() {
        List<String> differing = new ArrayList<>(differing());
        int count = Math.min(differing.size(), 1 + world.chance.below(8));
        for (int i = 0; i < count; i++) {
            bring(differing.remove(world.chance.below(differing.size())));
        }
    }

    /** Brings all of it. */
    void all() {
        differing().forEach(path -> copy(path, true));
    }

    /** One outbox becomes as the other, all of it, as by {@code rsync -a --delete}. */
    void mirror(SimulatedServer from, SimulatedServer to) {
        Map<String, byte[]> files = from.disk.files(SimulatedServer.OUTBOX);
        for (String path : to.disk.files(SimulatedServer.OUTBOX).keySet()) {
            if (!files.containsKey(path)) {
                to.disk.remove(SimulatedServer.OUTBOX + "/" + path);
            }
        }
        files.forEach((path, content) -> {
            String file = SimulatedServer.OUTBOX + "/" + path;
            Disk.Attributes attributes = from.disk.attributes(file).orElseThrow();
            to.disk.put(file, content, attributes.mode(), attributes.mtimeNs());
        });
    }

    private void bring(String path) {
        boolean whole = world.chance.isCalm() || world.chance.below(4) > 0;
        world.trace.add("replication", "brings " + (whole ? "" : "the beginning of ") + path);
        copy(path, whole);
    }

    private void copy(String path, boolean whole) {
        String file = SimulatedServer.OUTBOX + "/" + path;
        Disk source = world.production.disk;
        if (source.content(file).isEmpty()) {
            world.backup.disk.remove(file);
            return;
        }
        byte[] content = source.content(file).orElseThrow();
        byte[] there = whole ? content : Arrays.copyOf(content, world.chance.below(content.length + 1));
        Disk.Attributes attributes = source.attributes(file).orElseThrow();
        world.backup.disk.put(file, there, attributes.mode(), attributes.mtimeNs());
    }

    private Set<String> differing() {
        Map<String, byte[]> from = world.production.disk.files(SimulatedServer.OUTBOX);
        Map<String, byte[]> to = world.backup.disk.files(SimulatedServer.OUTBOX);
        Set<String> paths = new TreeSet<>(from.keySet());
        paths.addAll(to.keySet());
        paths.removeIf(path -> path.startsWith(TEMPORARIES) || Arrays.equals(from.get(path), to.get(path)));
        return paths;
    }
}
