package dev.pullover.simulator;

import dev.pullover.simulator.History.Version;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The files of a server without a publisher, as people and programs change them there. */
final class ScannedTree {
    /** Never changed: an outbox that is empty at once counts as not mounted. */
    private static final String KEEP = "keep";

    private static final int LARGE_BYTES = 60_000;
    private static final int SMALL_BYTES = 2000;
    private static final List<Integer> MODES = List.of(0644, 0600, 0444);

    private final World world;
    private final SimulatedServer host;
    private final History history;
    private final Habits habits;
    private final Chance chance;
    private final int paths;
    /** What is being written in place, and will be whole, by path. */
    private final Map<String, byte[]> unfinished = new TreeMap<>();

    /**
     * How files are changed.
     *
     * @param inPlace whether also where they lie, which shows in no directory's date
     * @param oldDates how often what is new has a date of another time than now
     */
    record Habits(boolean inPlace, double oldDates) {}

    ScannedTree(World world, SimulatedServer host, History history, Habits habits) {
        this.world = world;
        this.host = host;
        this.history = history;
        this.habits = habits;
        this.chance = world.chance;
        this.paths = 3 + chance.below(20);
        long longAgoNs = host.clock.nowNs() - Duration.ofDays(1000).toNanos();
        put(KEEP, new byte[] {1}, longAgoNs - longAgoNs % Duration.ofDays(1).toNanos());
    }

    /** Somebody changes some files. */
    void edit() {
        int edits = 1 + chance.below(4);
        for (int i = 0; i < edits; i++) {
            change(path());
        }
    }

    /** What is being written is whole now. */
    void finish() {
        List.copyOf(unfinished.keySet()).forEach(this::goOn);
    }

    /** The files that are here, by path. */
    Map<String, Version> files() {
        Map<String, Version> files = new TreeMap<>();
        host.disk
                .files(SimulatedServer.OUTBOX)
                .keySet()
                .forEach(path -> files.put(path, find(path).orElseThrow()));
        return files;
    }

    Optional<Version> find(String path) {
        return Version.of(host.disk, file(path));
    }

    /**
     * The replication brings what another server has, or takes away what it has not.
     *
     * @param dates whether it keeps them
     * @param whole or only a part of it, in its place
     */
    void bring(ScannedTree from, String path, boolean dates, boolean whole) {
        Optional<byte[]> there = from.host.disk.content(file(path));
        if (there.isEmpty()) {
            remove(path);
            return;
        }
        byte[] content = there.get();
        long sourceNs = from.host.disk.attributes(file(path)).orElseThrow().mtimeNs();
        if (whole) {
            put(path, content, dates ? sourceNs : host.clock.nowNs());
        } else {
            overwrite(path, Arrays.copyOf(content, chance.below(content.length + 1)), host.clock.nowNs());
        }
    }

    private String path() {
        int number = chance.below(paths);
        String directory = number % 3 == 0 ? "" : "d" + number % 3 + "/";
        return directory + (number % 5 == 0 ? "deep/" : "") + "f" + number;
    }

    private void change(String path) {
        switch (chance.below(12)) {
            case 0, 1 -> remove(path);
            case 2 -> removeDirectory("d" + (1 + chance.below(2)) + (chance.happens(0.5) ? "/deep" : ""));
            case 3 -> move(path, path());
            case 4, 5, 6 -> inPlace(path);
            default -> put(path, content(), date());
        }
    }

    private void inPlace(String path) {
        if (!habits.inPlace) {
            put(path, content(), date());
        } else if (unfinished.containsKey(path)) {
            goOn(path);
        } else if (chance.happens(0.3)) {
            touch(path);
        } else {
            begin(path);
        }
    }

    /** Somebody writes a file where it lies, and may be interrupted. */
    private void begin(String path) {
        byte[] content = content();
        boolean whole = chance.happens(0.5);
        byte[] written = whole ? content : Arrays.copyOf(content, chance.below(content.length + 1));
        if (overwrite(path, written, host.clock.nowNs()) && !whole) {
            unfinished.put(path, content);
        }
    }

    private void goOn(String path) {
        if (overwrite(path, unfinished.get(path), host.clock.nowNs())) {
            unfinished.remove(path);
        }
    }

    private void touch(String path) {
        Optional<byte[]> content = host.disk.content(file(path));
        content.ifPresent(same -> overwrite(path, same, date()));
    }

    private void move(String from, String to) {
        Optional<byte[]> content = host.disk.content(file(from));
        if (content.isPresent() && !from.equals(to)) {
            put(
                    to,
                    content.get(),
                    host.disk.attributes(file(from)).orElseThrow().mtimeNs());
            remove(from);
        }
    }

    private void remove(String path) {
        host.disk.remove(file(path));
        unfinished.remove(path);
    }

    private void removeDirectory(String directory) {
        if (chance.happens(0.5)) {
            remove(directory);
            unfinished.keySet().removeIf(path -> path.startsWith(directory + "/"));
        }
    }

    /** Under its own name at once, and whole. */
    private void put(String path, byte[] content, long mtimeNs) {
        Version version = Version.of(content, mtimeNs);
        if (history.isDistinct(path, version)) {
            host.disk.put(file(path), content, chance.oneOf(MODES), mtimeNs);
            history.shows(host, path, version);
            unfinished.remove(path);
        }
    }

    /** @return whether it could be done, for it can be told from what was there before */
    private boolean overwrite(String path, byte[] content, long mtimeNs) {
        Version version = Version.of(content, mtimeNs);
        if (!history.isDistinct(path, version)) {
            return false;
        }
        if (host.disk.content(file(path)).isPresent()) {
            host.disk.change(file(path), content, mtimeNs);
        } else {
            host.disk.put(file(path), content, chance.oneOf(MODES), mtimeNs);
        }
        history.shows(host, path, version);
        return true;
    }

    private byte[] content() {
        return chance.bytes(chance.below(chance.below(8) == 0 ? LARGE_BYTES : SMALL_BYTES));
    }

    private long date() {
        long nowNs = host.clock.nowNs();
        if (!chance.happens(habits.oldDates)) {
            return nowNs;
        }
        Duration most = chance.oneOf(List.of(Duration.ofMinutes(1), Duration.ofDays(2)));
        return nowNs + Duration.ofMinutes(12).toNanos() - chance.upTo(most).toNanos();
    }

    private static String file(String path) {
        return SimulatedServer.OUTBOX + "/" + path;
    }
}
