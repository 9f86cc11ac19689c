package dev.pullover.copylist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.ExitCode;
import dev.pullover.common.metrics.Counter;
import dev.pullover.common.module.Agent;
import dev.pullover.testkit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command {@code on-arrival}. */
class ArrivalsTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    @TempDir
    private Path root;

    private Site site;
    private Path told;

    @BeforeEach
    void makeSite() {
        site = new Site(root);
        told = root.resolve("told");
    }

    @AfterEach
    void closeSite() {
        site.close();
    }

    @Test
    void tellsEachFileOnceInItsPlace() throws Exception {
        site.copy("on-arrival = 'while read -r f; do echo \"$f $(cat \"$f\")\"; done >>" + told + "'");
        site.publish("dir/a b", "1");
        site.publish("c", "2");
        assertEquals(ExitCode.OK, site.pass());
        assertEquals(List.of("c 2", "dir/a b 1"), lines());

        site.publish("c", "3");
        assertEquals(ExitCode.OK, site.pass());
        assertEquals(ExitCode.OK, site.pass());

        assertEquals(List.of("c 2", "c 3", "dir/a b 1"), lines());
        assertEquals(2, site.count(Counter.ARRIVAL_RUNS));
    }

    @Test
    void tellsOfManyInSeveralRuns() throws Exception {
        site.copy("on-arrival = 'cat >>" + told + "'");
        for (int i = 0; i < 1001; i++) {
            site.publish("f" + i, "x");
        }
        assertEquals(ExitCode.OK, site.pass());

        assertEquals(1001, Files.readAllLines(told).size());
        assertEquals(1001, lines().size());
        assertTrue(site.count(Counter.ARRIVAL_RUNS) > 1, "at most 1000 at a time");
    }

    @Test
    void tellsAnyNameInEitherForm() throws Exception {
        site.copy("on-arrival = 'cat >>" + told + "'");
        site.publish("Grüße\n", "1");
        site.pass();
        assertEquals("Gr%C3%BC%C3%9Fe%0A\n", Files.readString(told));

        Files.delete(told);
        try (Site other = new Site(root.resolve("other"))) {
            other.copy("on-arrival = 'cat >>" + told + "'").copy("on-arrival-names = \"nul\"");
            other.publish("Grüße\n", "1");
            other.pass();
        }
        assertEquals("Grüße\n\0", Files.readString(told));
    }

    @Test
    void tellsOnlyOfNewOnesWhereItIsSetLater() throws Exception {
        site.publish("old", "1");
        site.pass();
        site.copy("on-arrival = 'cat >>" + told + "'");
        site.pass();
        site.publish("new", "1");
        site.pass();

        assertEquals(List.of("new"), lines());
    }

    @Test
    void tellsAgainWhatItFailedFor() throws Exception {
        site.copy("on-arrival = 'cat >>" + told + "; test -e " + root.resolve("ready") + "'");
        site.publish("a", "1");
        assertEquals(ExitCode.FAILURE, site.pass());
        assertEquals("1", site.content("a"));
        site.publish("b", "1");
        assertEquals(ExitCode.FAILURE, site.pass());
        assertEquals(2, site.count(Counter.ARRIVAL_FAILURES));
        Files.createFile(root.resolve("ready"));
        Files.delete(told);

        assertEquals(ExitCode.OK, site.pass());

        assertEquals(List.of("a", "b"), lines());
    }

    @Test
    void pullsOnWhileItRunsAndTriesAgainByItself() throws Exception {
        Path gate = root.resolve("gate");
        site.copy("on-arrival = 'cat >>" + told + "; until [ -e " + gate + " ]; do sleep 0.05; done; [ -e "
                + root.resolve("good") + " ]'");
        site.publish("a", "1");
        try (Agent agent = site.open()) {
            run(agent, "the command runs", () -> Files.exists(told));
            site.publish("b", "2");
            site.notice();
            run(agent, "b arrives meanwhile", () -> site.has("b"));
            Files.createFile(gate);
            run(agent, "the failure is noticed", () -> site.count(Counter.ARRIVAL_FAILURES) == 1);
            Files.createFile(root.resolve("good"));
            site.advance(Duration.ofMinutes(1));
            run(agent, "it is run again", () -> site.count(Counter.ARRIVAL_RUNS) > 0);
        }
        assertTrue(lines().containsAll(List.of("a", "b")), lines().toString());
    }

    @Test
    void killsWhatTakesTooLong() throws Exception {
        site.copy("on-arrival = 'echo started; sleep 1000'").copy("on-arrival-timeout = \"1s\"");
        site.publish("a", "1");

        assertEquals(ExitCode.FAILURE, site.pass());

        assertEquals(1, site.count(Counter.ARRIVAL_FAILURES));
    }

    @Test
    void tellsAgainAfterACrashBetweenRunAndRecord() throws Exception {
        site.copy("on-arrival = 'cat >>" + told + "; kill -9 $$'");
        site.publish("a", "1");
        site.pass();
        assertEquals(List.of("a"), lines());
        site.pass();
        assertEquals("a\na\n", Files.readString(told));
    }

    private static void run(Agent agent, String what, BooleanSupplier condition) {
        Await.until(TIMEOUT, what, () -> Site.step(agent) && condition.getAsBoolean());
    }

    private List<String> lines() throws IOException {
        return List.copyOf(new TreeSet<>(Files.readAllLines(told)));
    }
}
