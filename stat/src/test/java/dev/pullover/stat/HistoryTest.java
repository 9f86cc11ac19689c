package dev.pullover.stat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.metrics.Counter;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryTest {
    private static final long START_S = 1_800_000_000;
    private static final int STEP_S = 10;
    private static final int HOURS = 60;

    @TempDir
    private Path folder;

    @Test
    void knowsWhatACounterWasAndForgetsWhatIsTooOld() throws SQLException, IOException {
        long seed = new Random().nextLong();
        System.out.println("HistoryTest seed " + seed);
        Random random = new Random(seed);
        List<Long> model = new ArrayList<>();
        Path file = folder.resolve("stat.db");
        try (StatDatabase database = StatDatabase.open(file)) {
            History history = new History(database);
            long value = 0;
            for (int i = 0; i < HOURS * 360; i++) {
                value += random.nextInt(3);
                model.add(value);
                history.record(List.of(figure(value, i), constant(i)), ns(i));
            }
            int last = model.size() - 1;
            grownBy(file, model, last, Duration.ofMinutes(15), 1);
            grownBy(file, model, last, Duration.ofMinutes(100), 1);
            grownBy(file, model, last, Duration.ofHours(5), 6);
            grownBy(file, model, last, Duration.ofHours(55), 360);

            assertRows(file, Resolution.FINE, 721 + 360);
            assertRows(file, Resolution.MEDIUM, 2881 + 60);
            assertRows(file, Resolution.COARSE, HOURS + 1);
            assertEquals(0, since(file, constant(last), Duration.ofMinutes(15), last), "it never changed");
        }
    }

    /** What lies further back than the fine slots reach is known to the end of the coarser slot. */
    private void grownBy(Path file, List<Long> model, int last, Duration age, int slotSteps) {
        int then = last - (int) age.toSeconds() / STEP_S;
        int slotEnd = Math.min(last, then / slotSteps * slotSteps + slotSteps - 1);
        assertEquals(
                model.get(last) - model.get(slotEnd), since(file, figure(model.get(last), last), age, last), "" + age);
    }

    private static long since(Path file, Figure figure, Duration age, int at) {
        try (HistoryView view = HistoryView.open(file)) {
            return view.since(List.of(figure), ns(at), age).get(0).value();
        }
    }

    private static void assertRows(Path file, Resolution resolution, int most) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT count(*) FROM history JOIN series ON number = series"
                        + " WHERE counter = " + Counter.FILES_COPIED.id() + " AND resolution = "
                        + resolution.seconds())) {
            assertTrue(rows.getInt(1) > 0 && rows.getInt(1) <= most, resolution + ": " + rows.getInt(1) + " rows");
        }
    }

    private static Figure figure(long value, int step) {
        return new Figure("copylist", Counter.FILES_COPIED.id(), "production", value, ns(step));
    }

    private static Figure constant(int step) {
        return new Figure("copylist", Counter.FAULTS.id(), "production", 7, ns(step));
    }

    private static long ns(int step) {
        return TimeUnit.SECONDS.toNanos(START_S + (long) step * STEP_S);
    }
}
