package dev.pullover.stat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pullover.common.PulloverException;
import dev.pullover.common.config.ListenAddress;
import dev.pullover.common.module.ModuleContext;
import dev.pullover.common.state.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The page, the metrics and the API behind {@code [stat] listen}. Thread-safe. */
final class StatusServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(StatusServer.class);
    /** A step takes milliseconds; one that takes longer than this hangs. */
    private static final long STEP_LIMIT_NS = TimeUnit.SECONDS.toNanos(30);

    private static final String METRICS = "text/plain; version=0.0.4; charset=utf-8";

    private final ModuleContext context;
    private final LiveFeed feed;
    private final Plots plots;
    private final Actions actions;
    private final HostNames hosts;
    private final Resources resources = new Resources();
    private final ObjectMapper mapper = Json.mapper();
    private final HttpFront front;
    private volatile long stepNs;

    /**
     * Listens.
     *
     * @throws PulloverException (usage) if the address, or the token's file, cannot be used
     */
    StatusServer(ModuleContext context, ListenAddress listen) {
        this.context = context;
        this.feed = new LiveFeed(new PageSource(context), this::nowMs);
        this.plots = new Plots(context.state());
        this.actions = new Actions(context, new Token(context.state().statToken(), new SecureRandom()), feed::hurry);
        this.hosts = new HostNames(listen.host(), context.config().stat().hosts());
        this.stepNs = context.nanoTime().getAsLong();
        this.front = new HttpFront(listen, this::answer);
        log.info(
                "page and metrics at http://{}:{}/",
                front.address().getHostString(),
                front.address().getPort());
        if (!front.address().getAddress().isLoopbackAddress()) {
            log.warn("[stat] listen = \"{}\" is open to the network, without TLS: put a proxy in front", listen);
        }
    }

    /** The port that it listens on. */
    int port() {
        return front.address().getPort();
    }

    /** To be called at each step of the module: so that /healthz knows that it works. */
    void alive() {
        stepNs = context.nanoTime().getAsLong();
    }

    @Override
    public void close() {
        feed.close();
        front.close();
    }

    private Reply answer(Request request) {
        String path = request.path();
        if (path.equals("/metrics") || path.equals("/healthz")) {
            return onlyGet(request).orElseGet(() -> path.equals("/metrics") ? metrics() : health());
        }
        if (!hosts.knows(request.header("Host").orElse(""))) {
            return Reply.text(421, "not under this name: add it to [stat] hosts, or ask for an address");
        }
        if (path.startsWith(Actions.PREFIX)) {
            return actions.order(request);
        }
        if (path.equals("/api/unlock")) {
            return actions.unlock(request);
        }
        return onlyGet(request).orElseGet(() -> get(request, path));
    }

    private Reply get(Request request, String path) {
        try {
            return switch (path) {
                case "/api/status" -> Reply.json(200, feed.all());
                case "/api/counters" -> counters();
                case "/api/history" -> history(request);
                case "/api/events" -> events();
                default -> file(request, path);
            };
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Reply file(Request request, String path) {
        Optional<Reply.Content> file = resources.find(path, request.header("If-None-Match"));
        return file.isPresent() ? file.get() : Reply.text(404, "not here; the page is at /");
    }

    private Reply events() {
        Optional<EventStream> stream = feed.open();
        return stream.isPresent()
                ? new Reply.Live(stream.get())
                : Reply.text(503, "more than " + LiveFeed.MAX_STREAMS + " pages are open already");
    }

    private Reply counters() throws IOException {
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text);
        new JsonDump().write(feed.snapshot(), out);
        return Reply.json(200, text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private Reply history(Request request) throws IOException {
        String word = request.parameter("span").orElse("hour");
        for (Plots.Span span : Plots.Span.values()) {
            if (span.name().toLowerCase(Locale.ROOT).equals(word)) {
                PageData.Series series = plots.read(span, feed.snapshot().figures(), context.nowNs());
                return Reply.json(200, mapper.writeValueAsBytes(series));
            }
        }
        return Reply.text(400, "span must be hour or day");
    }

    private Reply metrics() {
        return new Reply.Content(200, METRICS, PrometheusDump.bytes(feed.snapshot()), Reply.FRESH);
    }

    private Reply health() {
        long silentNs = context.nanoTime().getAsLong() - stepNs;
        return silentNs < STEP_LIMIT_NS
                ? Reply.text(200, "ok")
                : Reply.text(503, "stat has hung for " + TimeUnit.NANOSECONDS.toSeconds(silentNs) + " s");
    }

    private static Optional<Reply> onlyGet(Request request) {
        boolean reads = request.method().equals("GET") || request.method().equals("HEAD");
        return reads
                ? Optional.empty()
                : Optional.of(new Reply.Content(
                        405, Reply.TEXT, "GET only\n".getBytes(StandardCharsets.UTF_8), Map.of("Allow", "GET, HEAD")));
    }

    private long nowMs() {
        return context.clock().millis();
    }
}
