package dev.pullover.stat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pullover.common.ExitCode;
import dev.pullover.common.ModuleName;
import dev.pullover.common.cli.Commands;
import dev.pullover.common.cli.GlobalOptions;
import dev.pullover.common.message.StatUpdate;
import dev.pullover.common.metrics.Counter;
import dev.pullover.common.metrics.Histogram;
import dev.pullover.common.module.Agent;
import dev.pullover.common.state.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class DumpTest {
    private static final long TIME_NS = TestSetting.NOW.minusSeconds(3).getEpochSecond() * 1_000_000_000L;

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private TestSetting setting;

    @BeforeEach
    void open() throws IOException {
        setting = new TestSetting(folder, "");
    }

    @AfterEach
    void close() {
        setting.close();
    }

    @Test
    void showsATable() throws Exception {
        count();
        assertEquals(ExitCode.OK.number(), dump("--module", "copylist"));
        assertEquals("""
                copylist
                  messages_dropped                      2  Messages this process could not put into a queue
                  files_copied        backup            3  Files received
                  files_copied        production     1234  Files received
                  bytes_copied        production  56.8 MB  Bytes of files received
                  files_copied_twice                    0  Files received though they were here: must stay 0
                  files_already_here                    0  Files that were in place with the right hash
                  files_superseded                      0  Files that changed again before they were received
                  files_rejected                        0  Files refused for good: bad name, not a regular file
                  files_parked                          0  Files parked: they failed too often, or were rejected
                  lag_files                             7  Files in the catalog that are not here yet
                  bytes_resumed                       0 B  Bytes of partial files that need not be received again
                  lag_bytes                           0 B  Bytes of files in the catalog that were not looked at yet
                  lag_time                           0 ms  Age of the oldest publication not looked at yet
                  arrival_time        p50          200 ms  From a file's publication to its arrival (of 100 times)
                  arrival_time        p95          975 ms  From a file's publication to its arrival (of 100 times)
                  arrival_time        p99          995 ms  From a file's publication to its arrival (of 100 times)
                  replica_files                         0  Files in the replica
                  replica_bytes                       0 B  Bytes of the files in the replica
                  files_deleted                         0  Files moved aside, as they were deleted on the server
                  deletions_held                        0  Deletions held back because they were too many
                  arrival_runs                          0  Runs of the command for arrivals that succeeded
                  arrival_failures                      0  Runs of the command for arrivals that failed
                  60001               x                42  Of a newer version
                data of 2026-11-21T03:14:57Z, 3 s old
                """, out.toString());
    }

    @Test
    void groupsTheTableByModule() throws Exception {
        count();
        dump();
        assertEquals(
                List.of("testserver", "synchrolist", "copylist", "stat", "log"),
                out.toString()
                        .lines()
                        .filter(line -> !line.startsWith(" ") && !line.startsWith("data of"))
                        .toList());
        String spaced = out.toString().replaceAll(" +", " ");
        assertTrue(spaced.contains(" last_failover 340 ms How"), spaced);
        assertTrue(spaced.contains(" server_usable production yes Whether"), spaced);
    }

    @Test
    void showsPrometheusText() throws Exception {
        count();
        assertEquals(ExitCode.OK.number(), dump("--format", "prometheus"));
        String text = out.toString();
        assertLines(
                text,
                "# HELP pullover_files_copied_total Files received",
                "# TYPE pullover_files_copied_total counter",
                "pullover_files_copied_total{server=\"backup\"} 3.0",
                "pullover_files_copied_total{server=\"production\"} 1234.0",
                "pullover_files_copied_twice_total 0.0",
                "# TYPE pullover_lag_files gauge",
                "pullover_lag_files 7.0",
                "pullover_messages_dropped_total{module=\"copylist\"} 2.0",
                "pullover_last_failover_seconds 0.34",
                "# TYPE pullover_arrival_time_seconds histogram",
                "pullover_arrival_time_seconds_bucket{le=\"0.15\"} 0",
                "pullover_arrival_time_seconds_bucket{le=\"0.2\"} 50",
                "pullover_arrival_time_seconds_bucket{le=\"0.75\"} 50",
                "pullover_arrival_time_seconds_bucket{le=\"1.0\"} 100",
                "pullover_arrival_time_seconds_bucket{le=\"+Inf\"} 100",
                "pullover_arrival_time_seconds_count 100",
                "pullover_arrival_time_seconds_sum 59.5",
                "pullover_module_report_timestamp_seconds{module=\"copylist\"} 1.795230897E9",
                "# TYPE pullover_counter_60001 untyped",
                "pullover_counter_60001{label=\"x\",module=\"copylist\"} 42.0");
        assertEquals(1237, sum(text, "files_copied"));
        assertEquals(TIME_NS / 1_000_000_000L, sum(text, "stat_data_timestamp_seconds"));
    }

    @Test
    void oneValueOfTwoModulesIsAddedUpForPrometheus() throws Exception {
        count(
                update(ModuleName.COPYLIST, value(Counter.FAULTS, "backup", 1)),
                update(ModuleName.SYNCHROLIST, value(Counter.FAULTS, "backup", 2)));
        dump("--format", "prometheus");
        assertLines(out.toString(), "pullover_faults_total{server=\"backup\"} 3.0");
    }

    @Test
    void showsJson() throws Exception {
        count();
        assertEquals(ExitCode.OK.number(), dump("--json"));
        JsonNode all = Json.mapper().readTree(out.toString());
        assertEquals("2026-11-21T03:14:57Z", all.get("data-time").asText());
        assertEquals(3000, all.get("data-age-ms").asLong());
        JsonNode copied = find(all, "files_copied", "production");
        assertEquals(Json.mapper().readTree("""
                {"module": "copylist", "counter": "files_copied", "id": 50, "label-name": "server", "label": "production",
                "value": 1234, "kind": "counter", "unit": "files", "updated": "2026-11-21T03:14:57Z"}"""), copied);
        assertEquals(42, find(all, "60001", "x").get("value").asLong());
        assertEquals(Json.mapper().readTree("""
                {"module": "copylist", "counter": "arrival_time", "count": 100, "sum-ms": 59500, "p50-ms": 200,
                "p95-ms": 975, "p99-ms": 995}"""), all.get("histograms").get(0));
    }

    @Test
    void showsCsv() throws Exception {
        count(update(ModuleName.COPYLIST, value(Counter.FAULTS, "a,\"b\"", 1)));
        assertEquals(ExitCode.OK.number(), dump("--format", "csv", "--module", "copylist"));
        assertLines(
                out.toString(),
                "module,counter,label,value,unit,updated",
                "copylist,faults,\"a,\"\"b\"\"\",1,events,2026-11-21T03:14:57Z",
                "copylist,files_copied_twice,,0,files,");
    }

    @Test
    void saysThatNothingWasReported() throws Exception {
        setting.open().close();
        dump();
        assertTrue(out.toString().endsWith("\nno module has reported anything yet\n"), out.toString());
        dump("--format", "prometheus");
        assertEquals(0, sum(out.toString(), "stat_data_timestamp_seconds"));
        dump("--json");
        assertTrue(Json.mapper().readTree(out.toString()).get("data-time") == null, out.toString());
    }

    @Test
    void saysThatThereIsNoDatabaseYet() {
        assertEquals(ExitCode.USAGE.number(), dump());
        assertTrue(err.toString().contains("stat.db is not there yet"), err.toString());
    }

    @Test
    void saysThatTheDatabaseIsEmpty() throws IOException {
        Files.createFile(setting.state.statDb());
        assertEquals(ExitCode.USAGE.number(), dump());
        assertTrue(err.toString().contains("stat.db is empty"), err.toString());
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        assertEquals(ExitCode.USAGE.number(), dump("--module", "copy"));
        assertTrue(err.toString().contains("'copy' is not a module; modules are testserver, "), err.toString());
        assertEquals(ExitCode.USAGE.number(), dump("--format", "xml"));
        assertTrue(err.toString().contains("[TABLE, JSON, PROMETHEUS, CSV] (case-insensitive)"), err.toString());
    }

    private void count() throws InterruptedException {
        count(
                update(
                        ModuleName.COPYLIST,
                        value(Counter.MESSAGES_DROPPED, "", 2),
                        value(Counter.FILES_COPIED, "production", 1234),
                        value(Counter.FILES_COPIED, "backup", 3),
                        value(Counter.BYTES_COPIED, "production", 56_789_012),
                        value(Counter.LAG_FILES, "", 7),
                        value(Counter.ARRIVAL_TIME, "200", 50),
                        value(Counter.ARRIVAL_TIME, "1000", 50),
                        value(Counter.ARRIVAL_TIME, Histogram.SUM, 59_500),
                        new StatUpdate.Value(60001, "x", 42)),
                update(
                        ModuleName.TESTSERVER,
                        value(Counter.LAST_FAILOVER, "", 340),
                        value(Counter.SERVER_USABLE, "production", 1)));
    }

    private void count(StatUpdate... updates) throws InterruptedException {
        for (StatUpdate update : updates) {
            setting.send(update);
        }
        try (Agent agent = setting.open()) {
            agent.pass();
        }
    }

    private static StatUpdate update(ModuleName module, StatUpdate.Value... values) {
        return new StatUpdate(TIME_NS, module, 1, List.of(values));
    }

    private static StatUpdate.Value value(Counter counter, String label, long value) {
        return new StatUpdate.Value(counter.id(), label, value);
    }

    private static void assertLines(String text, String... lines) {
        for (String line : lines) {
            assertTrue(text.lines().toList().contains(line), "'" + line + "' is not in\n" + text);
        }
    }

    private static JsonNode find(JsonNode all, String counter, String label) {
        for (JsonNode value : all.get("counters")) {
            if (value.get("counter").asText().equals(counter)
                    && value.path("label").asText().equals(label)) {
                return value;
            }
        }
        throw new AssertionError(counter + " of " + label + " is not in " + all);
    }

    private static long sum(String text, String name) {
        Matcher matcher = Pattern.compile("(?m)^pullover_" + name + "(?:_total)?(?:\\{[^}]*})? (\\S+)")
                .matcher(text);
        double sum = 0;
        while (matcher.find()) {
            sum += Double.parseDouble(matcher.group(1));
        }
        return (long) sum;
    }

    private int dump(String... arguments) {
        out.getBuffer().setLength(0);
        GlobalOptions options = new GlobalOptions(Map.of("PULLOVER_CONFIG", setting.configFile.toString()));
        DumpCommand command = new DumpCommand(options, Clock.fixed(TestSetting.NOW, ZoneOffset.UTC));
        CommandLine commandLine =
                new CommandLine(command).setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return Commands.execute(commandLine, options, arguments);
    }
}
