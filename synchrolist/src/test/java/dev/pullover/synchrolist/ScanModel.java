package dev.pullover.synchrolist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.EpochTime;
import dev.pullover.common.catalog.CatalogLine;
import dev.pullover.common.ledger.sqlite.SqliteCatalogLedger;
import dev.pullover.common.path.FilePath;
import dev.pullover.synchrolist.TreeModel.Version;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Two trees that others change, and a scanner that dies now and then; what it offers is checked after each look. */
final class ScanModel implements AutoCloseable {
    private static final Duration SETTLE = Duration.ofSeconds(2);
    private static final Duration OLD = Duration.ofHours(1);
    private static final int MAX_LOOKS_TO_SETTLE = 10;

    private final Random random;
    private final TestSetting setting;
    private final Map<String, TreeModel> trees = new HashMap<>();
    private final Map<FilePath, Version> offered = new HashMap<>();
    /** When each of them was first offered as it is. */
    private final Map<FilePath, Long> offeredNs = new HashMap<>();

    private SqliteCatalogLedger ledger;
    private ServerScanner scanner;
    private long lastChange;
    private int looks;
    private long waiting;
    private long unreadable;

    ScanModel(Random random, Path folder) throws IOException {
        this.random = random;
        this.setting = new TestSetting(folder, "[synchro]\nmode = \"scan\"");
        this.ledger = setting.openLedger();
        this.scanner = new ServerScanner(setting.context(), ledger, new DirectoryVisits());
        // Clocks that are wrong, but not hopelessly.
        trees.put("production", new TreeModel(random, setting.production, setting.clockNs::get));
        trees.put("backup", new TreeModel(random, setting.backup, setting.clockNs::get));
    }

    int looks() {
        return looks;
    }

    /** Files that the last look did not take yet. */
    long waiting() {
        return waiting;
    }

    void step(String at) throws IOException {
        pass(Duration.ofMillis(random.nextInt(3000)));
        switch (random.nextInt(12)) {
            case 0, 1, 2, 3, 4 -> tree("production").change();
            case 5 -> tree("backup").change();
            case 6 -> tree("backup").replicate(tree("production"), random.nextInt(4) > 0);
            case 7 -> die(server());
            case 8 -> settle(server(), at);
            default -> look(server(), at);
        }
    }

    /** Looks until nothing waits, all directories being readable and listed: now everything there must be offered. */
    void settle(String server, String at) throws IOException {
        TreeModel tree = tree(server);
        tree.makeReadable();
        pass(OLD.plusSeconds(1));
        look(server, at);
        for (int i = 0; i < MAX_LOOKS_TO_SETTLE; i++) {
            pass(Duration.ofSeconds(6));
            look(server, at);
        }
        assertEquals(0, unreadable, at);
        for (Map.Entry<FilePath, Version> file : tree.files().entrySet()) {
            Version known = offered.get(file.getKey());
            String text = at + ": " + server + " has " + file + ", offered is " + known;
            assertTrue(known != null, text);
            assertTrue(known.equals(file.getValue()) || isSecondTo(file.getKey(), known, server), text);
        }
        for (FilePath path : offered.keySet()) {
            if (origin(path).equals(Optional.of(server))) {
                assertTrue(tree.files().containsKey(path), at + ": " + server + " has no " + path + " any more");
            }
        }
    }

    /** Whether a server's file may stay where it is because another server's, perhaps dated back since, came before. */
    private boolean isSecondTo(FilePath path, Version known, String server) {
        TreeModel tree = tree(server);
        boolean older = known.seconds() >= tree.files().get(path).seconds();
        return !origin(path).equals(Optional.of(server)) && (older || tree.changedNs(path) <= offeredNs.get(path));
    }

    private String server() {
        return random.nextInt(4) == 0 ? "backup" : "production";
    }

    private TreeModel tree(String server) {
        return trees.get(server);
    }

    private void look(String server, String at) throws IOException {
        Look look = scanner.look(setting.store(server));
        looks++;
        if (look instanceof Look.Scanned scanned) {
            waiting = scanned.waiting();
            unreadable = scanned.unreadable();
        } else {
            assertInstanceOf(Look.ScanPause.class, look, at);
        }
        check(server, at);
    }

    /** In the middle of a look, before or after something was written. */
    private void die(String server) throws IOException {
        try {
            DyingLedger dying = new DyingLedger(ledger, random.nextInt(4), random.nextBoolean());
            try (ServerScanner killed = new ServerScanner(setting.context(), dying, new DirectoryVisits())) {
                killed.look(setting.store(server));
            }
        } catch (DyingLedger.Killed e) {
            // As intended.
        }
        scanner.close();
        ledger.close();
        ledger = setting.openLedger();
        scanner = new ServerScanner(setting.context(), ledger, new DirectoryVisits());
        check(server, "after death");
    }

    /** What is new must be as it lies there, and must not have changed for two seconds unless its date is old. */
    private void check(String server, String at) {
        assertTrue(ledger.lastChange() >= lastChange, at + ": change numbers went back");
        lastChange = ledger.lastChange();
        Map<FilePath, Version> before = Map.copyOf(offered);
        offered.clear();
        TestSetting.content(ledger).forEach((path, line) -> offered.put(path, version(line)));
        offered.forEach((path, version) -> {
            if (!version.equals(before.get(path))) {
                offeredNs.put(path, setting.clockNs.get());
                String text = at + ": " + path + " " + version + " was taken from " + server;
                assertEquals(Optional.of(server), origin(path), text);
                assertEquals(version, tree(server).files().get(path), text);
                boolean old = setting.clockNs.get() - version.seconds() * 1_000_000_000 > OLD.toNanos();
                assertTrue(old || setting.clockNs.get() - tree(server).changedNs(path) >= SETTLE.toNanos(), text);
            }
        });
        before.forEach((path, version) -> {
            if (!offered.containsKey(path)) {
                assertTrue(
                        !tree(server).files().containsKey(path), at + ": " + path + " is there, and offered no more");
            }
        });
    }

    private Optional<String> origin(FilePath path) {
        return ledger.scans().origin(path);
    }

    private static Version version(CatalogLine line) {
        return new Version(line.size(), EpochTime.seconds(line.mtimeNs()), line.mode());
    }

    private void pass(Duration time) {
        setting.nanoTime.addAndGet(time.toNanos());
        setting.clockNs.addAndGet(time.toNanos());
    }

    @Override
    public void close() {
        scanner.close();
        ledger.close();
        setting.close();
    }
}
