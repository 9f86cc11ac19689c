package dev.pullover.testserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pullover.testkit.Await;
import dev.pullover.testkit.JavaProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The command line, each command in a JVM of its own, with real servers. */
@Timeout(300)
class TestserverProcessIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private final ObjectMapper json = new ObjectMapper();
    private final List<Process> started = new ArrayList<>();
    private RealServers servers;
    private int runs;

    /** How a command ended. */
    private record Result(int code, String out, String err) {}

    @BeforeEach
    void startServers() throws IOException {
        servers = new RealServers(directory);
        // However busy the machine is, the servers are neither down nor slow.
        servers.configure(
                "[check]",
                "interval = \"200ms\"",
                "fast-interval = \"50ms\"",
                "timeout = \"1m\"",
                "response-slow = \"1m\"");
    }

    @AfterEach
    void stopAll() {
        started.forEach(Process::destroyForcibly);
        if (servers != null) {
            servers.close();
        }
    }

    private Process start(Path out, Path err, String... arguments) throws IOException {
        List<String> line = new ArrayList<>();
        line.addAll(List.of("-c", directory.resolve("pullover.toml").toString()));
        line.addAll(List.of(arguments));
        Process process = JavaProcess.of(Main.class, line.toArray(String[]::new))
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        started.add(process);
        return process;
    }

    private Result run(String... arguments) throws IOException, InterruptedException {
        Path out = directory.resolve("out-" + ++runs);
        Path err = directory.resolve("err-" + runs);
        Process process = start(out, err, arguments);
        assertTrue(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS), () -> List.of(arguments) + " hangs");
        return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    private JsonNode servers() {
        try {
            return json.readTree(directory.resolve("state/servers.json").toFile());
        } catch (IOException e) {
            return json.createObjectNode();
        }
    }

    private void awaitFirst(String server) {
        Await.until(
                PATIENCE,
                "active " + server,
                () -> servers().at("/verdict/servers/0/name").asText().equals(server));
    }

    @Test
    void operatorsGiveOrdersToARunningModule() throws Exception {
        Process module = start(directory.resolve("out"), directory.resolve("err"), "run");
        awaitFirst("production");
        assertEquals(5, run("once").code());

        Result maint = run("maint", "production", "--reason", "new disks");
        assertEquals(0, maint.code(), maint.toString());
        String user = System.getProperty("user.name");
        assertEquals(
                "production taken out by " + user + ": new disks; it is MAINT now; the active server is backup\n",
                maint.out());
        assertEquals("backup", servers().at("/verdict/servers/0/name").asText());

        Result status = run("status");
        assertEquals(0, status.code(), status.toString());
        assertTrue(status.out().startsWith("testserver runs, pid " + module.pid() + ", since "), status.out());
        assertTrue(status.out().contains("\n production  MAINT   MAINT  "), status.out());
        assertTrue(status.out().matches("(?s).*\n\\*backup      UP      READY  response  \\d+s  .*"), status.out());
        assertTrue(status.out().contains("11111111/100"), status.out());
        assertTrue(status.out().contains("  RECEIVED  PULLS  "), status.out());

        JsonNode report = json.readTree(run("status", "--json").out());
        assertTrue(report.get("running").asBoolean());
        assertEquals("MAINT", report.at("/servers/servers/0/state").asText());

        Result refused = run("switch", "production", "--for", "2h");
        assertEquals(3, refused.code());
        assertTrue(
                refused.err().startsWith("pullover: not switched: production is MAINT: taken out by"), refused.err());
        assertEquals(0, run("ready", "production").code());
        awaitFirst("backup");

        module.destroy();
        assertTrue(module.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS));
        assertEquals(0, module.exitValue(), Files.readString(directory.resolve("err")));
    }

    @Test
    void ordersGivenWhileItDoesNotRunHoldAtTheNextStart() throws Exception {
        Result first = run("switch", "backup", "--for", "1d");
        assertEquals(0, first.code(), first.toString());
        assertTrue(first.out().endsWith(" (testserver is not running)\n"), first.out());
        assertEquals(0, run("once").code());
        assertEquals("backup", servers().at("/verdict/servers/0/name").asText());
        assertEquals(0, run("drain", "backup").code());
        assertEquals(0, run("once").code());
        assertEquals("production", servers().at("/verdict/servers/0/name").asText());
        assertEquals("DRAIN", servers().at("/servers/1/state").asText());
        Result status = run("status");
        assertEquals(7, status.code());
        assertTrue(status.out().startsWith("testserver is not running\n"), status.out());
    }

    @Test
    void checkTellsEachLayerAndItsExitCodeIsFitForScripts() throws Exception {
        Result good = run("check", "production");
        assertEquals(0, good.code(), good.toString());
        assertTrue(
                good.out()
                        .matches("(?s)production \\(127.0.0.1:\\d+\\)\n"
                                + "  life +ok +\\d+ ms  SSH-2.0-.*\n  auth +ok .* logged in as .*\n"
                                + "  health +ok .* catalog 11111111-.* at 100\n  response +ok +\\d+ ms  \\d+ ms\n"),
                good.out());
        servers.production.stop();
        Result down = run("check", "production", "--json");
        assertEquals(3, down.code());
        JsonNode report = json.readTree(down.out());
        assertFalse(report.get("passed").asBoolean());
        assertEquals("life", report.at("/layers/0/layer").asText());
        assertTrue(report.at("/layers/0/detail").asText().startsWith("connection refused by 127.0.0.1:"));
        assertFalse(Files.exists(directory.resolve("state/servers.json")), "changes nothing");
    }

    @Test
    void onceSaysOnStderrWhyNoServerMayBeUsed() throws Exception {
        servers.production.stop();
        servers.backup.stop();
        Result once = run("once");
        assertEquals(3, once.code());
        String last = once.err().lines().reduce((a, b) -> b).orElse("");
        assertTrue(
                last.matches(
                        "pullover: no server may be used: production: DOWN, connection refused by \\S+ \\(life\\); "
                                + "backup: DOWN, connection refused by \\S+ \\(life\\)"),
                once.err());
    }

    @Test
    void anUnknownServerIsAUsageErrorThatNamesTheOthers() throws Exception {
        for (String command : List.of("check", "drain", "maint", "ready", "switch")) {
            Result result = run(command, "prod");
            assertEquals(2, result.code(), command);
            assertEquals(
                    "pullover: there is no server 'prod' in " + directory.resolve("pullover.toml")
                            + ", only: production, backup\n",
                    result.err());
        }
        assertEquals(2, run("switch", "backup", "--for", "soon").code());
    }
}
