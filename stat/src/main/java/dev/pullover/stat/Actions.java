package dev.pullover.stat;

import dev.pullover.common.ModuleName;
import dev.pullover.common.config.ServerConfig;
import dev.pullover.common.module.ModuleContext;
import dev.pullover.common.module.ModuleLock;
import dev.pullover.common.state.Control;
import dev.pullover.common.state.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What operators may do from the page: the same requests to modules as the command line makes. Each needs the token in a
 * header, which no other site can make a browser send, and comes from the page itself. Every use is logged, refused ones
 * at most once a second. Thread-safe.
 */
final class Actions {
    static final String PREFIX = "/api/orders/";
    static final String TOKEN_HEADER = "X-Pullover-Token";

    private static final Logger log = LoggerFactory.getLogger(Actions.class);
    private static final Set<String> SERVER_ORDERS = Set.of("drain", "maint", "ready", "switch");
    private static final String RETRY_PARKED = "retry-parked";
    /** A running module answers within a second. */
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(3);

    private static final long REFUSAL_LOG_NS = TimeUnit.SECONDS.toNanos(1);

    private final ModuleContext context;
    private final Token token;
    private final Runnable onChange;
    private final AtomicLong refusals = new AtomicLong();
    private final AtomicLong refusalLoggedNs;

    /** @param onChange called after something was done */
    Actions(ModuleContext context, Token token, Runnable onChange) {
        this.context = context;
        this.token = token;
        this.onChange = onChange;
        this.refusalLoggedNs = new AtomicLong(context.nanoTime().getAsLong() - REFUSAL_LOG_NS);
    }

    /** Whether a request carries the token and comes from the page itself; nothing is done. */
    Reply unlock(Request request) {
        return refusal(request).orElseGet(() -> done(200, true, "unlocked"));
    }

    /** Carries out {@code /api/orders/VERB} or {@code /api/orders/VERB/SERVER}. */
    Reply order(Request request) {
        Optional<Reply> refusal = refusal(request);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        String[] parts = request.path().substring(PREFIX.length()).split("/", -1);
        String verb = parts[0];
        boolean aboutServer = SERVER_ORDERS.contains(verb) && parts.length == 2 && isServer(parts[1]);
        if (!aboutServer && !(verb.equals(RETRY_PARKED) && parts.length == 1)) {
            return done(404, false, "no such order, or no such server");
        }
        ModuleName module = aboutServer ? ModuleName.TESTSERVER : ModuleName.COPYLIST;
        String target = aboutServer ? parts[1] : "";
        try {
            return carryOut(module, verb, target, request);
        } catch (IOException e) {
            log.warn("page: {} {}: {}", verb, target, e.toString());
            return done(500, false, "cannot ask " + module.word() + ": " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return done(503, false, "stat is ending");
        }
    }

    private Reply carryOut(ModuleName module, String verb, String target, Request request)
            throws IOException, InterruptedException {
        String client = request.client().getAddress().getHostAddress();
        if (ModuleLock.holder(context.state().lock(module)).isEmpty()) {
            log.warn("page: {} {} asked by {}: {} is not running", verb, target, client, module.word());
            return done(503, false, module.word() + " is not running: start it, or use the command line");
        }
        String id = "page-" + context.nowNs() + "-"
                + Long.toHexString(context.random().nextLong());
        Control.Request order = new Control.Request(id, verb, target, 0, "the page at " + client, "");
        Optional<Control.Answer> answer = new Control(context.state(), module).askAndWait(order, ANSWER_TIMEOUT);
        String message = answer.map(Control.Answer::message)
                .orElse(module.word() + " did not answer within " + ANSWER_TIMEOUT.toSeconds() + " s");
        boolean done = answer.map(Control.Answer::done).orElse(false);
        log.info("page: {} {} by {}: {}", verb, target, client, message);
        onChange.run();
        return done(done ? 200 : 409, done, message);
    }

    private Optional<Reply> refusal(Request request) {
        if (!request.method().equals("POST")) {
            return Optional.of(new Reply.Content(
                    405, Reply.TEXT, "POST only\n".getBytes(StandardCharsets.UTF_8), Map.of("Allow", "POST")));
        }
        if (!isSameOrigin(request)) {
            return Optional.of(refused(request, "not from the page itself"));
        }
        if (!request.header(TOKEN_HEADER).map(token::matches).orElse(false)) {
            return Optional.of(refused(request, "without the token, or with a wrong one"));
        }
        return Optional.empty();
    }

    /** Browsers say where a request comes from; other programs do not, but need the token all the same. */
    private static boolean isSameOrigin(Request request) {
        boolean sameSite =
                request.header("Sec-Fetch-Site").map("same-origin"::equals).orElse(true);
        String host = request.header("Host").orElse("");
        return sameSite
                && request.header("Origin").map(origin -> isOf(host, origin)).orElse(true);
    }

    private static boolean isOf(String host, String origin) {
        try {
            return host.equalsIgnoreCase(String.valueOf(URI.create(origin).getRawAuthority()));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private Reply refused(Request request, String why) {
        long count = refusals.incrementAndGet();
        long now = context.nanoTime().getAsLong();
        long before = refusalLoggedNs.get();
        if (now - before >= REFUSAL_LOG_NS && refusalLoggedNs.compareAndSet(before, now)) {
            log.warn(
                    "page: refused, {}: {} from {} ({} so far)",
                    why,
                    request.path().toLowerCase(Locale.ROOT),
                    request.client().getAddress().getHostAddress(),
                    count);
        }
        return done(403, false, "refused: " + why);
    }

    private boolean isServer(String name) {
        return context.config().servers().stream().map(ServerConfig::name).anyMatch(name::equals);
    }

    private static Reply done(int status, boolean done, String message) {
        try {
            return Reply.json(status, Json.mapper().writeValueAsBytes(new Control.Answer(done, message)));
        } catch (IOException e) {
            throw new IllegalStateException("records can be written", e);
        }
    }
}
