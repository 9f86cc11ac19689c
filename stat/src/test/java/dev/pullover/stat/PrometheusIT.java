package dev.pullover.stat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pullover.common.EpochTime;
import dev.pullover.common.ModuleName;
import dev.pullover.common.message.StatUpdate;
import dev.pullover.common.metrics.Counter;
import dev.pullover.common.metrics.Histogram;
import dev.pullover.common.module.Agent;
import dev.pullover.common.state.Json;
import dev.pullover.testkit.Await;
import dev.pullover.testkit.FreePort;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The metrics, the alert rules and the dashboard, met with the real Prometheus. */
final class PrometheusIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(90);
    private static final Path MONITORING = Path.of("../docs/monitoring");

    @TempDir
    private Path folder;

    @BeforeEach
    void orSkip() {
        if (Files.isExecutable(Path.of("/usr/bin/prometheus"))) {
            return;
        }
        if ("true".equals(System.getenv("CI"))) {
            fail("no /usr/bin/prometheus on a CI machine: install the package prometheus");
        }
        System.err.println("SKIPPED: tests with Prometheus, as there is no /usr/bin/prometheus; install the package");
        abort("no /usr/bin/prometheus");
    }

    @Test
    void theAlertRulesCallWhenTheyShould() throws Exception {
        run(MONITORING, "promtool", "check", "rules", "pullover.rules.yml");
        run(MONITORING, "promtool", "test", "rules", "pullover.rules.test.yml");
    }

    @Test
    void rulesAndDashboardNameMetricsThatThereAre() throws Exception {
        try (TestSetting setting = new TestSetting(folder, "")) {
            countEverything(setting);
            try (Agent agent = setting.open()) {
                agent.pass();
            }
            String metrics = new String(
                    PrometheusDump.bytes(Snapshot.read(setting.state, EpochTime.nowNs(Clock.systemUTC()))),
                    StandardCharsets.UTF_8);
            for (String file : List.of("pullover.rules.yml", "grafana-dashboard.json")) {
                for (String name : names(Files.readString(MONITORING.resolve(file)))) {
                    assertTrue(
                            metrics.contains("\n" + name + "{") || metrics.contains("\n" + name + " "),
                            file + ": " + name);
                }
            }
        }
    }

    @Test
    void prometheusScrapesThePage() throws Exception {
        int port = FreePort.pick();
        try (TestSetting setting = new TestSetting(folder, "[stat]\nlisten = \"127.0.0.1:" + port + "\"")) {
            countEverything(setting);
            try (Agent agent = setting.open()) {
                agent.pass();
                agent.doWork();
                Path metrics = folder.resolve("metrics");
                Files.writeString(metrics, get("http://127.0.0.1:" + port + "/metrics"));
                run(folder, metrics, "promtool", "check", "metrics");
                scrape(port);
            }
        }
    }

    private void scrape(int port) throws Exception {
        int own = FreePort.pick();
        Path rules = MONITORING.resolve("pullover.rules.yml").toAbsolutePath().normalize();
        Files.writeString(folder.resolve("prometheus.yml"), """
                global: {scrape_interval: 1s, evaluation_interval: 1s}
                rule_files: ["%s"]
                scrape_configs:
                  - job_name: pullover
                    static_configs: [{targets: ["127.0.0.1:%d"]}]
                """.formatted(rules, port));
        Process prometheus = new ProcessBuilder(
                        "prometheus",
                        "--config.file=" + folder.resolve("prometheus.yml"),
                        "--storage.tsdb.path=" + folder.resolve("tsdb"),
                        "--web.listen-address=127.0.0.1:" + own)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("prometheus.txt").toFile())
                .start();
        try {
            Await.until(
                    TIMEOUT, "the file count in Prometheus", () -> value(own, "sum(pullover_files_copied_total)") == 7);
            assertEquals(7, value(own, "pullover_arrival_time_seconds_count"));
            assertEquals(0.25, value(own, "histogram_quantile(1, pullover_arrival_time_seconds_bucket)"));
            Await.until(TIMEOUT, "the alert", () -> value(own, "ALERTS{alertname=\"PulloverCopiedTwice\"}") == 1);
        } finally {
            prometheus.destroyForcibly().waitFor();
        }
    }

    /** Each counter once, so that each metric is there. */
    private static void countEverything(TestSetting setting) throws InterruptedException {
        long nowNs = EpochTime.nowNs(Clock.systemUTC());
        for (ModuleName module : ModuleName.REPLICA_MODULES) {
            List<StatUpdate.Value> values = new ArrayList<>();
            for (Counter counter : Counter.values()) {
                if (counter.module().isEmpty() || counter.module().get() == module) {
                    values.add(value(counter));
                }
            }
            setting.send(new StatUpdate(nowNs, module, 1, values));
        }
    }

    private static StatUpdate.Value value(Counter counter) {
        String label = counter.kind() == Counter.Kind.HISTOGRAM ? Histogram.label(4) : counter.label();
        return new StatUpdate.Value(counter.id(), label, 7);
    }

    private static Set<String> names(String text) {
        Set<String> names = new TreeSet<>();
        Matcher matcher = Pattern.compile("pullover_[a-z_]+").matcher(text);
        while (matcher.find()) {
            names.add(matcher.group());
        }
        assertTrue(names.size() > 5, names.toString());
        return names;
    }

    private double value(int port, String query) {
        try {
            JsonNode answer = Json.mapper()
                    .readTree(get("http://127.0.0.1:" + port + "/api/v1/query?query="
                            + URLEncoder.encode(query, StandardCharsets.UTF_8)));
            return answer.at("/data/result/0/value/1").asDouble(-1);
        } catch (IOException | InterruptedException e) {
            return -1;
        }
    }

    private static String get(String address) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(address)).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private void run(Path directory, String... command) throws IOException, InterruptedException {
        run(directory, Path.of("/dev/null"), command);
    }

    private void run(Path directory, Path input, String... command) throws IOException, InterruptedException {
        Path output = folder.resolve("output.txt");
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectInput(input.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertTrue(process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS), "did not end");
        assertEquals(0, process.exitValue(), String.join(" ", command) + ": " + Files.readString(output));
    }
}
