package dev.pullover.launcher;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pullover.testkit.Await;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * A real browser without a window, driven through the DevTools protocol
 * (https://chromedevtools.github.io/devtools-protocol/). One page.
 */
final class Browser implements AutoCloseable, WebSocket.Listener {
    static final Duration TIMEOUT = Duration.ofSeconds(60);

    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");

    private final Process process;
    private final ObjectMapper mapper = new ObjectMapper();
    private final StringBuilder incoming = new StringBuilder();
    private final ConcurrentMap<Integer, CompletableFuture<JsonNode>> calls = new ConcurrentHashMap<>();
    private final List<String> problems = new CopyOnWriteArrayList<>();
    private final List<String> requested = new CopyOnWriteArrayList<>();
    private final WebSocket socket;
    private int lastCall;

    private Browser(Process process, int port) throws Exception {
        this.process = process;
        HttpClient client = HttpClient.newHttpClient();
        HttpResponse<String> made = client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/json/new"))
                        .PUT(HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        String address =
                mapper.readTree(made.body()).get("webSocketDebuggerUrl").asText();
        this.socket = client.newWebSocketBuilder()
                .buildAsync(URI.create(address), this)
                .get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
            call(domain + ".enable", parameters());
        }
    }

    /** Starts the browser, with its files below {@code folder}. Skips the test where there is none, but never in CI. */
    static Browser start(Path folder) throws Exception {
        orSkip();
        Path profile = Files.createDirectories(folder.resolve("chromium"));
        List<String> command = new ArrayList<>(List.of(
                CHROMIUM.toString(),
                "--headless=new",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--hide-scrollbars",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync"));
        if (System.getProperty("user.name").equals("root")) {
            command.add("--no-sandbox");
        }
        command.add("about:blank");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("chromium.txt").toFile())
                .start();
        try {
            return new Browser(process, port(profile.resolve("DevToolsActivePort")));
        } catch (Exception | AssertionError e) {
            process.destroyForcibly();
            throw e;
        }
    }

    private static int port(Path file) throws IOException {
        Await.until(TIMEOUT, "the browser to listen", () -> Files.exists(file) && size(file) > 0);
        return Integer.parseInt(Files.readAllLines(file).get(0));
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return 0;
        }
    }

    private static void orSkip() {
        if (Files.isExecutable(CHROMIUM)) {
            return;
        }
        if ("true".equals(System.getenv("CI"))) {
            fail("no " + CHROMIUM + " on a CI machine: install the package chromium");
        }
        System.err.println("SKIPPED: tests of the page in a browser, as there is no " + CHROMIUM
                + "; install the package chromium");
        abort("no " + CHROMIUM);
    }

    /** Opens a page, and returns when its scripts have run. */
    void open(String address) throws Exception {
        call("Page.navigate", parameters().put("url", address));
        await("document.readyState === 'complete'");
    }

    /** The value of an expression; the tests want to know how the page looks to its user. */
    JsonNode evaluate(String script) throws Exception {
        JsonNode result = call(
                "Runtime.evaluate",
                parameters()
                        .put("expression", script)
                        .put("returnByValue", true)
                        .put("awaitPromise", true));
        if (result.has("exceptionDetails")) {
            throw new AssertionError(script + ": " + result.get("exceptionDetails"));
        }
        return result.get("result").path("value");
    }

    /** The text of the element with this id. */
    String text(String id) throws Exception {
        return evaluate("document.getElementById('" + id + "').innerText").asText();
    }

    /** Waits until an expression is true. */
    void await(String script) {
        Await.until(TIMEOUT, script, () -> {
            try {
                return evaluate("Boolean(" + script + ")").asBoolean();
            } catch (Exception e) {
                return false;
            }
        });
    }

    /** Clicks where the element is, as a user would. */
    void click(String selector) throws Exception {
        await("document.querySelector('" + selector + "')");
        JsonNode place = evaluate("(() => { const e = document.querySelector('" + selector
                + "'); e.scrollIntoView({block: 'center'}); const r = e.getBoundingClientRect();"
                + " return [r.x + r.width / 2, r.y + r.height / 2]; })()");
        for (String type : List.of("mousePressed", "mouseReleased")) {
            call(
                    "Input.dispatchMouseEvent",
                    parameters()
                            .put("type", type)
                            .put("x", place.get(0).asDouble())
                            .put("y", place.get(1).asDouble())
                            .put("button", "left")
                            .put("clickCount", 1));
        }
    }

    /** Types into what has the focus. */
    void type(String text) throws Exception {
        call("Input.insertText", parameters().put("text", text));
    }

    /** Presses a key, such as Tab or Enter. */
    void press(String key, int code) throws Exception {
        for (String type : List.of("keyDown", "keyUp")) {
            ObjectNode event = parameters().put("type", type).put("key", key).put("windowsVirtualKeyCode", code);
            if (key.equals("Enter") && type.equals("keyDown")) {
                event.put("text", "\r");
            }
            call("Input.dispatchKeyEvent", event);
        }
    }

    /** The size of the window, in CSS pixels. */
    void resize(int width, int height, boolean phone) throws Exception {
        call(
                "Emulation.setDeviceMetricsOverride",
                parameters()
                        .put("width", width)
                        .put("height", height)
                        .put("deviceScaleFactor", phone ? 2 : 1)
                        .put("mobile", phone));
    }

    /** Whether the user's system is set to dark. */
    void dark(boolean dark) throws Exception {
        ObjectNode parameters = parameters();
        parameters
                .putArray("features")
                .addObject()
                .put("name", "prefers-color-scheme")
                .put("value", dark ? "dark" : "light");
        call("Emulation.setEmulatedMedia", parameters);
    }

    /** A picture of the whole page. */
    void screenshot(Path file) throws Exception {
        Files.createDirectories(file.getParent());
        JsonNode shot =
                call("Page.captureScreenshot", parameters().put("format", "png").put("captureBeyondViewport", true));
        Files.write(file, Base64.getDecoder().decode(shot.get("data").asText()));
    }

    /** Errors in scripts, and what the page's security policy forbade. */
    List<String> problems() {
        return problems;
    }

    /** Every address that was asked for. */
    List<String> requested() {
        return requested;
    }

    private ObjectNode parameters() {
        return mapper.createObjectNode();
    }

    private synchronized JsonNode call(String method, JsonNode parameters) throws Exception {
        int id = ++lastCall;
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        calls.put(id, answer);
        ObjectNode call = mapper.createObjectNode().put("id", id).put("method", method);
        call.set("params", parameters);
        socket.sendText(call.toString(), true).get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        JsonNode message = answer.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        if (message.has("error")) {
            throw new IOException(method + ": " + message.get("error"));
        }
        return message.get("result");
    }

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        incoming.append(data);
        if (last) {
            String text = incoming.toString();
            incoming.setLength(0);
            try {
                onMessage(mapper.readTree(text));
            } catch (IOException e) {
                problems.add(e.toString());
            }
        }
        webSocket.request(1);
        return null;
    }

    private void onMessage(JsonNode message) {
        String method = message.path("method").asText();
        if (message.has("id")) {
            calls.remove(message.get("id").asInt()).complete(message);
        } else if (method.equals("Runtime.exceptionThrown")) {
            problems.add(message.at("/params/exceptionDetails").toString());
        } else if (method.equals("Log.entryAdded")
                && message.at("/params/entry/level").asText().equals("error")) {
            problems.add(message.at("/params/entry").toString());
        } else if (method.equals("Network.requestWillBeSent")) {
            requested.add(message.at("/params/request/url").asText());
        }
    }

    @Override
    public void close() {
        socket.abort();
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
