package dev.pullover.stat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.ModuleName;
import dev.pullover.common.PulloverException;
import dev.pullover.common.module.Agent;
import dev.pullover.common.state.Control;
import dev.pullover.testkit.Await;
import dev.pullover.testkit.FreePort;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page's server, met with what browsers send and with what they never would. */
final class StatusServerTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final int READ_TIMEOUT_MS = 60_000;

    @TempDir
    private Path folder;

    private TestSetting setting;
    private Agent agent;
    private int port;

    @BeforeEach
    void listen() throws Exception {
        port = FreePort.pick();
        setting = new TestSetting(folder, """
                [[servers]]
                name = "production"
                uri = "file:///srv/outbox"

                [stat]
                listen = "127.0.0.1:%d"
                hosts = ["status.example"]
                """.formatted(port));
        setting.copied(1, 5);
        agent = setting.open();
        agent.pass();
        agent.doWork();
    }

    @AfterEach
    void close() {
        agent.close();
        setting.close();
    }

    @Test
    void servesPageMetricsAndStates() throws Exception {
        HttpResponse<String> page = get("/");
        assertEquals(200, page.statusCode());
        assertTrue(page.body().contains("<title>Pullover</title>"), page.body());
        String policy = page.headers().firstValue("Content-Security-Policy").orElseThrow();
        assertTrue(policy.startsWith("default-src 'none'; script-src 'self';"), policy);
        assertFalse(policy.contains("unsafe"), policy);
        for (String file : List.of("/page.css", "/page.js", "/plots.js", "/icon.svg", "/chart.js")) {
            HttpResponse<String> first = get(file);
            assertEquals(200, first.statusCode(), file);
            String tag = first.headers().firstValue("ETag").orElseThrow();
            assertEquals(304, get(file, "If-None-Match", tag).statusCode(), file);
        }
        assertEquals("ok\n", get("/healthz").body());
        assertTrue(get("/metrics").body().contains("pullover_files_copied_total{server=\"production\"} 5.0"));
        assertTrue(get("/api/status").body().contains("\"overview\":"));
        assertTrue(get("/api/counters").body().contains("files_copied"));
        assertEquals(200, get("/api/history?span=day").statusCode());
        assertEquals(400, get("/api/history?span=year").statusCode());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/../stat.token",
                "/..%2f..%2fstat.token",
                "/%2e%2e/stat.token",
                "//etc/passwd",
                "/page/../../../stat.db",
                "/page.css/",
                "/index.html",
                "/StatusServer.class",
                "/META-INF/MANIFEST.MF",
                "/api/",
                "/api/orders",
                "/\\..\\stat.db",
                "/stat.token%00.css"
            })
    void pathsLeadNowhereElse(String path) throws Exception {
        String answer = raw("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 404") || answer.startsWith("HTTP/1.1 400"), answer);
        isUnaffected();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\r\n\r\n\r\n\r\n",
                "GET\r\n\r\n",
                "GET / HTTP/9.9\r\n\r\n",
                "nonsense nonsense nonsense\r\n\r\n",
                "GET / HTTP/1.1\r\nHost localhost\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
                "POST /api/unlock HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999\r\n\r\n",
                "POST /api/unlock HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffff\r\n",
                "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001"
            })
    void malformedRequestsAreRefused(String request) throws Exception {
        String answer = raw(request);
        assertTrue(answer.isEmpty() || answer.startsWith("HTTP/1.1 4") || answer.startsWith("HTTP/1.1 5"), answer);
        isUnaffected();
    }

    @Test
    void hugeHeadersAreRefused() throws Exception {
        String[] requests = {
            "GET / HTTP/1.1\r\nHost: localhost\r\nX: " + "x".repeat(1 << 20) + "\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: localhost\r\n" + "X: y\r\n".repeat(100_000) + "\r\n",
            "GET /" + "x".repeat(1 << 20) + " HTTP/1.1\r\nHost: localhost\r\n\r\n",
        };
        for (String request : requests) {
            String answer = raw(request);
            assertTrue(answer.isEmpty() || answer.startsWith("HTTP/1.1 4"), answer);
            isUnaffected();
        }
    }

    @Test
    void seededRubbishIsRefused() throws Exception {
        Random random = new Random(6);
        for (int i = 0; i < 50; i++) {
            byte[] rubbish = new byte[1 + random.nextInt(2000)];
            random.nextBytes(rubbish);
            raw(new String(rubbish, StandardCharsets.ISO_8859_1));
        }
        isUnaffected();
    }

    /** More connections that send nothing, or one byte, than may be open. */
    @Test
    void slowClientsMakeRoom() throws Exception {
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < Connections.MAX + 50; i++) {
                Socket socket = new Socket("127.0.0.1", port);
                slow.add(socket);
                if (i % 2 == 0) {
                    socket.getOutputStream().write('G');
                }
            }
            isUnaffected();
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    /** A browser that opens a stream and never reads must not hold up those that do. */
    @Test
    void aStreamThatIsNotReadHoldsUpNobody() throws Exception {
        try (Socket lazy = new Socket("127.0.0.1", port);
                Socket eager = new Socket("127.0.0.1", port)) {
            for (Socket socket : List.of(lazy, eager)) {
                send(socket, "GET /api/events HTTP/1.1\r\nHost: localhost\r\n\r\n");
            }
            eager.setSoTimeout(READ_TIMEOUT_MS);
            BufferedReader events =
                    new BufferedReader(new InputStreamReader(eager.getInputStream(), StandardCharsets.UTF_8));
            awaitLine(events, "event: overview");
            Files.writeString(
                    setting.state.root().resolve("pullover.log"),
                    "2026-11-21T03:15:00.000Z WARN  copylist 1 a line of this test\n");
            awaitLine(events, "a line of this test");
        }
    }

    @Test
    void namesOfOthersAreRefusedAndThoseOfTheConfigurationAreNot() throws Exception {
        for (String host :
                List.of("localhost:" + port, "127.0.0.1", "[::1]:80", "status.example", "STATUS.example:443")) {
            assertTrue(raw(withHost(host)).startsWith("HTTP/1.1 200"), host);
        }
        for (String host : List.of("evil.example", "127.0.0.1.evil.example", "status.example.evil", "")) {
            assertTrue(raw(withHost(host)).startsWith("HTTP/1.1 421"), host);
        }
    }

    @Test
    void ordersNeedPostTokenAndTheSameOrigin() throws Exception {
        Path file = setting.state.statToken();
        String token = Files.readString(file).strip();
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertEquals(64, token.length());
        String path = "/api/orders/drain/production";
        assertEquals(405, get(path, "X-Pullover-Token", token).statusCode());
        assertEquals(403, post(path).statusCode());
        assertEquals(
                403, post(path, "X-Pullover-Token", token.substring(1) + "0").statusCode());
        assertEquals(
                403,
                post(path, "X-Pullover-Token", token, "Origin", "http://evil.example")
                        .statusCode());
        assertEquals(
                403, post(path, "X-Pullover-Token", token, "Origin", "null").statusCode());
        assertEquals(
                403,
                post(path, "X-Pullover-Token", token, "Sec-Fetch-Site", "cross-site")
                        .statusCode());
        assertEquals(200, post("/api/unlock", "X-Pullover-Token", token).statusCode());
        assertEquals(
                404, post("/api/orders/drain/nobody", "X-Pullover-Token", token).statusCode());
        assertEquals(404, post("/api/orders/reload", "X-Pullover-Token", token).statusCode());
        assertEquals(503, post(path, "X-Pullover-Token", token).statusCode());
        assertEquals(405, post("/metrics").statusCode());
        assertEquals(405, post("/").statusCode());
    }

    @Test
    void anotherTokenHoldsAtOnceAndAShortOneNever() throws Exception {
        Files.writeString(setting.state.statToken(), "x".repeat(Token.MIN_CHARS));
        assertEquals(
                200,
                post("/api/unlock", "X-Pullover-Token", "x".repeat(Token.MIN_CHARS))
                        .statusCode());
        Files.writeString(setting.state.statToken(), "short");
        assertEquals(403, post("/api/unlock", "X-Pullover-Token", "short").statusCode());
        Files.writeString(setting.state.statToken(), "");
        assertEquals(403, post("/api/unlock", "X-Pullover-Token", "").statusCode());
    }

    /** The module's part is played here; its lock is held by a process of its own, as it would be. */
    @Test
    void anOrderReachesItsModuleAndItsAnswerThePage() throws Exception {
        String token = Files.readString(setting.state.statToken()).strip();
        Process holder = LockHolder.start(setting.state.lock(ModuleName.TESTSERVER));
        try {
            CompletableFuture<HttpResponse<String>> answer = CompletableFuture.supplyAsync(() -> {
                try {
                    return post(
                            "/api/orders/drain/production",
                            "X-Pullover-Token",
                            token,
                            "Origin",
                            "http://127.0.0.1:" + port);
                } catch (IOException | InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            Control control = new Control(setting.state, ModuleName.TESTSERVER);
            Await.until(TIMEOUT, "the request", () -> !pending(control).isEmpty());
            Control.Request request = pending(control).get(0);
            assertEquals("drain", request.verb());
            assertEquals("production", request.target());
            assertEquals("the page at 127.0.0.1", request.by());
            control.answer(request.id(), new Control.Answer(true, "production drained"));
            HttpResponse<String> done = answer.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
            assertEquals("{\"done\":true,\"message\":\"production drained\"}", done.body());
            assertEquals(200, done.statusCode());
        } finally {
            holder.destroyForcibly();
        }
        assertThrows(PulloverException.class, () -> new Token(readableByOthers(), new SecureRandom()));
    }

    @Test
    void aPortThatIsTakenDoesNotKeepFromCounting() throws Exception {
        String listen = "[stat]\nlisten = \"127.0.0.1:" + port + "\"";
        try (TestSetting second = new TestSetting(folder.resolve("second"), listen)) {
            second.copied(1, 3);
            try (Agent other = second.open()) {
                other.doWork();
                assertEquals(3, second.copied());
            }
        }
        isUnaffected();
    }

    private Path readableByOthers() throws IOException {
        Path file = folder.resolve("open.token");
        Files.writeString(file, "x".repeat(64));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        return file;
    }

    private static List<Control.Request> pending(Control control) {
        try {
            return control.pending();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void isUnaffected() throws IOException, InterruptedException {
        assertEquals("ok\n", get("/healthz").body());
    }

    private static String withHost(String host) {
        return "GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
    }

    private HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(uri(path)), headers);
    }

    private HttpResponse<String> post(String path, String... headers) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(uri(path)).POST(HttpRequest.BodyPublishers.noBody()), headers);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request, String... headers)
            throws IOException, InterruptedException {
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HttpClient.newHttpClient().send(request.timeout(TIMEOUT).build(), HttpResponse.BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    /** Sends bytes as they are, and returns what comes back until the server closes or falls silent. */
    private String raw(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(2000);
            try {
                send(socket, request);
                socket.shutdownOutput();
                return read(socket.getInputStream());
            } catch (IOException e) {
                // Closed on us while we were still sending.
                return "";
            }
        }
    }

    private static void send(Socket socket, String request) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(request.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    private static String read(InputStream in) throws IOException {
        byte[] first = in.readNBytes(12);
        return new String(first, StandardCharsets.ISO_8859_1);
    }

    private static void awaitLine(BufferedReader events, String text) throws IOException {
        String line = events.readLine();
        while (line != null && !line.contains(text)) {
            line = events.readLine();
        }
        assertTrue(line != null, "'" + text + "' never came");
    }
}
