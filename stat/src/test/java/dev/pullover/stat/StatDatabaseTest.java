package dev.pullover.stat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.ExitCode;
import dev.pullover.common.ModuleName;
import dev.pullover.common.PulloverException;
import dev.pullover.common.message.StatUpdate;
import dev.pullover.common.metrics.Counter;
import dev.pullover.common.queue.ReaderPosition;
import dev.pullover.common.state.StateDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StatDatabaseTest {
    private static final List<ModuleName> MODULES = List.of(ModuleName.TESTSERVER, ModuleName.COPYLIST);
    private static final List<Counter> COUNTERS = List.of(Counter.CHECKS, Counter.BYTES_COPIED, Counter.LAG_FILES);
    private static final List<String> LABELS = List.of("", "production", "backup");

    private static final long NOW_NS = 1_000_000;

    @TempDir
    private Path folder;

    /** Of each process the last message comes, the others in any order, any number of times or not at all. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void totalsDependOnNeitherOrderNorRepetition(long seed) {
        Random random = new Random(seed);
        Map<String, Long> model = new TreeMap<>();
        List<StatUpdate> updates = history(random, model);
        Collections.shuffle(updates, random);
        try (StatDatabase database = StatDatabase.open(file())) {
            int from = 0;
            while (from < updates.size()) {
                int to = Math.min(updates.size(), from + 1 + random.nextInt(20));
                database.count(pending(updates.subList(from, to)), Map.of(), NOW_NS);
                from = to;
            }
        }
        assertEquals(model, shown());
    }

    /** Makes up what processes report, as totals, and what it must come to. */
    private static List<StatUpdate> history(Random random, Map<String, Long> model) {
        List<StatUpdate> updates = new ArrayList<>();
        long timeNs = 1;
        for (ModuleName module : MODULES) {
            for (int process = 0; process < StatDatabase.COUNTED_INCARNATIONS; process++) {
                long incarnation = timeNs;
                Map<String, Long> values = new TreeMap<>();
                int reports = 1 + random.nextInt(5);
                for (int report = 1; report <= reports; report++) {
                    StatUpdate update = report(random, module, incarnation, timeNs++, values);
                    boolean last = report == reports;
                    int times = last ? 1 + random.nextInt(2) : random.nextInt(3);
                    updates.addAll(Collections.nCopies(times, update));
                }
                values.forEach((key, value) -> model.merge(
                        key, value, key.contains(Counter.LAG_FILES.word()) ? (before, now) -> now : Long::sum));
            }
        }
        return updates;
    }

    private static StatUpdate report(
            Random random, ModuleName module, long incarnation, long timeNs, Map<String, Long> values) {
        List<StatUpdate.Value> all = new ArrayList<>();
        for (Counter counter : COUNTERS) {
            for (String label : LABELS) {
                long step = random.nextInt(1000);
                long value = values.merge(
                        key(module.word(), counter.word(), label),
                        step,
                        counter.kind() == Counter.Kind.GAUGE ? (before, now) -> now : Long::sum);
                all.add(new StatUpdate.Value(counter.id(), label, value));
            }
        }
        return new StatUpdate(timeNs, module, incarnation, all);
    }

    @Test
    void aProcessThatStartsAnewAddsToWhatWasCounted() {
        try (StatDatabase database = StatDatabase.open(file())) {
            database.count(pending(List.of(copied(1, 10), copied(1, 15))), Map.of(), NOW_NS);
            database.count(pending(List.of(copied(2, 4))), Map.of(), NOW_NS);
            database.count(pending(List.of(copied(1, 17), copied(2, 3))), Map.of(), NOW_NS);
        }
        assertEquals(21, shown().get("copylist/files_copied/"));
    }

    @Test
    void forgetsOldProcessesButNotWhatTheyCounted() throws SQLException {
        int processes = StatDatabase.KNOWN_INCARNATIONS + 50;
        try (StatDatabase database = StatDatabase.open(file())) {
            for (int process = 1; process <= processes; process++) {
                database.count(pending(List.of(copied(process, 3))), Map.of(), NOW_NS);
            }
            database.count(
                    pending(List.of(copied(processes - StatDatabase.COUNTED_INCARNATIONS, 5))), Map.of(), NOW_NS);
        }
        assertEquals(3L * processes, shown().get("copylist/files_copied/"));
        assertEquals(StatDatabase.COUNTED_INCARNATIONS, number("SELECT count(*) FROM counted"));
        assertEquals(StatDatabase.KNOWN_INCARNATIONS, number("SELECT count(*) FROM incarnation"));
    }

    @Test
    void theEarliestStartIsCountedThoughTheClockWasSetBack() {
        try (StatDatabase database = StatDatabase.open(file())) {
            for (int process = 100; process > 0; process--) {
                database.count(pending(List.of(copied(process, 1))), Map.of(), NOW_NS);
            }
        }
        assertEquals(100, shown().get("copylist/files_copied/"));
    }

    @Test
    void aLevelReadBeforeTheClockWasSetBackGivesWay() {
        long setBackNs = 500;
        try (StatDatabase database = StatDatabase.open(file())) {
            database.count(pending(List.of(lag(1000, 7))), Map.of(), 1000);
            database.count(pending(List.of(lag(setBackNs, 3))), Map.of(), setBackNs);
            assertEquals(3, shown().get("copylist/lag_files/"));
            database.count(pending(List.of(lag(setBackNs - 1, 9))), Map.of(), setBackNs);
        }
        assertEquals(3, shown().get("copylist/lag_files/"));
    }

    @Test
    void aLevelReadBeforeTheClockWasSetBackGivesWayToOneThatCameWithIt() {
        long setBackNs = 500;
        try (StatDatabase database = StatDatabase.open(file())) {
            Pending pending = pending(List.of(lag(1000, 7), lag(setBackNs, 3), lag(setBackNs - 1, 9)), setBackNs);
            database.count(pending, Map.of(), setBackNs);
        }
        assertEquals(3, shown().get("copylist/lag_files/"));
    }

    private static StatUpdate lag(long timeNs, long files) {
        return new StatUpdate(
                timeNs, ModuleName.COPYLIST, 1, List.of(new StatUpdate.Value(Counter.LAG_FILES.id(), "", files)));
    }

    @Test
    void keepsWhatItDoesNotKnow() {
        StatUpdate update = new StatUpdate(
                7, ModuleName.LOG, 1, List.of(new StatUpdate.Value(60000, "", 5), new StatUpdate.Value(60000, "", 4)));
        try (StatDatabase database = StatDatabase.open(file())) {
            database.count(pending(List.of(update)), Map.of(), NOW_NS);
        }
        assertEquals(4, shown().get("log/60000/"));
    }

    @Test
    void keepsPositions() {
        Map<String, ReaderPosition> positions =
                Map.of("copylist", new ReaderPosition(1L << 50, 8), "log", new ReaderPosition(2, 3));
        try (StatDatabase database = StatDatabase.open(file())) {
            database.count(new Pending(), positions, NOW_NS);
        }
        try (StatDatabase database = StatDatabase.open(file())) {
            assertEquals(positions, database.positions());
        }
    }

    @Test
    void aDamagedFileIsReported() throws IOException {
        Files.writeString(file(), "this is no database, though it is long enough to be one ".repeat(100));
        PulloverException writing = assertThrows(PulloverException.class, () -> StatDatabase.open(file()));
        PulloverException reading =
                assertThrows(PulloverException.class, () -> Snapshot.read(new StateDirectory(folder), 0));
        for (PulloverException failure : List.of(writing, reading)) {
            assertEquals(ExitCode.USAGE, failure.exitCode());
            assertTrue(failure.getMessage().contains(file().toString()), failure.getMessage());
            assertTrue(failure.getMessage().contains("file is not a database"), failure.getMessage());
        }
    }

    @Test
    void aFileOfANewerVersionIsLeftAlone() throws SQLException {
        StatDatabase.open(file()).close();
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA user_version = 99");
        }
        PulloverException writing = assertThrows(PulloverException.class, () -> StatDatabase.open(file()));
        PulloverException reading =
                assertThrows(PulloverException.class, () -> Snapshot.read(new StateDirectory(folder), 0));
        for (PulloverException failure : List.of(writing, reading)) {
            assertEquals(ExitCode.USAGE, failure.exitCode());
            assertTrue(failure.getMessage().contains("is of version 99"), failure.getMessage());
        }
    }

    /** What people are told, without what was never touched. */
    private Map<String, Long> shown() {
        Map<String, Long> shown = new TreeMap<>();
        for (Figure figure : Snapshot.read(new StateDirectory(folder), 0).figures()) {
            if (figure.timeNs() != 0) {
                shown.put(key(figure.module(), figure.name(), figure.label()), figure.value());
            }
        }
        return shown;
    }

    private static String key(String module, String counter, String label) {
        return module + "/" + counter + "/" + label;
    }

    private static StatUpdate copied(long incarnation, long files) {
        return new StatUpdate(
                incarnation * 100 + files,
                ModuleName.COPYLIST,
                incarnation,
                List.of(new StatUpdate.Value(Counter.FILES_COPIED.id(), "", files)));
    }

    private static Pending pending(List<StatUpdate> updates) {
        return pending(updates, NOW_NS);
    }

    private static Pending pending(List<StatUpdate> updates, long nowNs) {
        Pending pending = new Pending();
        updates.forEach(update -> pending.add(update, nowNs));
        return pending;
    }

    private long number(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.getLong(1);
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + file());
    }

    private Path file() {
        return folder.resolve("stat.db");
    }
}
