package dev.pullover.stat;

import dev.pullover.common.ExitCode;
import dev.pullover.common.PulloverException;
import dev.pullover.common.config.ListenAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.Message;
import org.apache.hc.core5.http.ProtocolException;
import org.apache.hc.core5.http.URIScheme;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.HttpProcessors;
import org.apache.hc.core5.http.impl.bootstrap.AsyncServerBootstrap;
import org.apache.hc.core5.http.impl.bootstrap.HttpAsyncServer;
import org.apache.hc.core5.http.message.BasicHttpResponse;
import org.apache.hc.core5.http.nio.AsyncRequestConsumer;
import org.apache.hc.core5.http.nio.AsyncResponseProducer;
import org.apache.hc.core5.http.nio.AsyncServerRequestHandler;
import org.apache.hc.core5.http.nio.entity.DiscardingEntityConsumer;
import org.apache.hc.core5.http.nio.support.BasicRequestConsumer;
import org.apache.hc.core5.http.nio.support.BasicResponseProducer;
import org.apache.hc.core5.http.nio.support.BasicServerExchangeHandler;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.reactor.IOReactorConfig;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP side of the page: one thread moves the bytes of all connections, at most {@value #MAX_WORKERS} make answers
 * and go when nobody asks. Everything a client can send is bounded: lines, headers, body, connections, and the time
 * without progress.
 */
final class HttpFront implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(HttpFront.class);
    private static final int MAX_WORKERS = 4;
    /** Requests that may wait for a worker. */
    private static final int MAX_WAITING = 64;

    private static final int MAX_LINE_BYTES = 8 << 10;
    private static final int MAX_HEADERS = 64;
    private static final int MAX_BODY_BYTES = 4 << 10;
    /** A connection on which nothing moves that long is closed; streams are given a sign of life more often. */
    private static final Timeout IDLE_TIMEOUT = Timeout.ofSeconds(15);

    private static final long WORKER_IDLE_SECONDS = 10;
    private static final long LISTEN_SECONDS = 10;

    /** On every answer: nothing from elsewhere runs in the page, and nobody shows it inside another one. */
    private static final Map<String, String> SECURITY = Map.of(
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
                    + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            "X-Content-Type-Options",
            "nosniff",
            "X-Frame-Options",
            "DENY",
            "Referrer-Policy",
            "no-referrer",
            "Cross-Origin-Resource-Policy",
            "same-origin",
            "Cross-Origin-Opener-Policy",
            "same-origin");

    private final HttpAsyncServer server;
    private final ThreadPoolExecutor workers;
    private final Connections connections = new Connections();
    private final Function<Request, Reply> routes;
    private final InetSocketAddress address;

    /**
     * Listens.
     *
     * @param routes makes the answers; called on several threads
     * @throws PulloverException (usage) if the address cannot be used
     */
    HttpFront(ListenAddress listen, Function<Request, Reply> routes) {
        this.routes = routes;
        this.workers = new ThreadPoolExecutor(
                MAX_WORKERS,
                MAX_WORKERS,
                WORKER_IDLE_SECONDS,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(MAX_WAITING),
                task -> daemon(task, "page-worker"));
        workers.allowCoreThreadTimeOut(true);
        this.server = bootstrap();
        server.start();
        try {
            this.address = (InetSocketAddress)
                    server.listen(new InetSocketAddress(listen.host(), listen.port()), URIScheme.HTTP)
                            .get(LISTEN_SECONDS, TimeUnit.SECONDS)
                            .getAddress();
        } catch (ExecutionException | TimeoutException e) {
            close();
            throw new PulloverException(
                    ExitCode.USAGE,
                    "cannot listen on [stat] listen = \"" + listen + "\": "
                            + (e.getCause() == null ? e : e.getCause()).getMessage()
                            + "; is something else listening there? Choose another port, or a name of this machine",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            close();
            throw new PulloverException(ExitCode.FAILURE, "interrupted while beginning to listen", e);
        }
    }

    /** Where it listens. */
    InetSocketAddress address() {
        return address;
    }

    @Override
    public void close() {
        server.close(CloseMode.IMMEDIATE);
        workers.shutdownNow();
    }

    private HttpAsyncServer bootstrap() {
        return AsyncServerBootstrap.bootstrap()
                .setIOReactorConfig(IOReactorConfig.custom()
                        .setIoThreadCount(1)
                        .setSoTimeout(IDLE_TIMEOUT)
                        .setSelectInterval(TimeValue.ofSeconds(1))
                        .setSoReuseAddress(true)
                        .setTcpNoDelay(true)
                        .build())
                .setHttp1Config(Http1Config.custom()
                        .setMaxLineLength(MAX_LINE_BYTES)
                        .setMaxHeaderCount(MAX_HEADERS)
                        .setMaxEmptyLineCount(2)
                        .build())
                .setHttpProcessor(HttpProcessors.server("pullover"))
                .setIOSessionListener(connections)
                .setExceptionCallback(cause -> log.debug("page: {}", cause.toString()))
                .setRequestRouter((request, context) -> () -> new BasicServerExchangeHandler<>(new Exchange()))
                .create();
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /** What is wrong with us, not with the request, must not end the connection without a word. */
    private Reply answer(Request request) {
        try {
            return routes.apply(request);
        } catch (RuntimeException e) {
            log.warn("page: {} {}: {}", request.method(), request.path(), e.toString());
            return Reply.text(500, "failed: " + e.getMessage());
        }
    }

    private AsyncResponseProducer producer(Request request, Reply reply) {
        if (reply instanceof Reply.Live live) {
            connections.isStream(request.client());
            return new BasicResponseProducer(head(200, Reply.FRESH), live.stream());
        }
        Reply.Content content = (Reply.Content) reply;
        HttpResponse head = head(content.status(), content.headers());
        if (content.status() == HttpStatus.SC_NOT_MODIFIED) {
            return new BasicResponseProducer(head);
        }
        return new BasicResponseProducer(head, new Body(content));
    }

    private static HttpResponse head(int status, Map<String, String> more) {
        HttpResponse head = new BasicHttpResponse(status);
        SECURITY.forEach(head::setHeader);
        more.forEach(head::setHeader);
        return head;
    }

    /** One request and its answer. */
    private final class Exchange implements AsyncServerRequestHandler<Message<HttpRequest, Void>> {
        @Override
        public AsyncRequestConsumer<Message<HttpRequest, Void>> prepare(
                HttpRequest request, EntityDetails entity, HttpContext context) throws HttpException {
            if (entity != null && (entity.getContentLength() < 0 || entity.getContentLength() > MAX_BODY_BYTES)) {
                throw new ProtocolException("a body must say its length, of at most " + MAX_BODY_BYTES + " bytes");
            }
            return new BasicRequestConsumer<>(new DiscardingEntityConsumer<>());
        }

        @Override
        public void handle(Message<HttpRequest, Void> message, ResponseTrigger response, HttpContext context)
                throws HttpException, IOException {
            InetSocketAddress client = (InetSocketAddress)
                    HttpCoreContext.cast(context).getEndpointDetails().getRemoteAddress();
            Request request = new Request(message.getHead(), client);
            try {
                workers.execute(() -> respond(request, response, context));
            } catch (RejectedExecutionException e) {
                Reply busy = Reply.text(503, "busy: too many requests at once, try again");
                response.submitResponse(producer(request, busy), context);
            }
        }

        private void respond(Request request, ResponseTrigger response, HttpContext context) {
            try {
                response.submitResponse(producer(request, answer(request)), context);
            } catch (HttpException | IOException e) {
                log.debug("page: {} is gone: {}", request.client(), e.toString());
            }
        }
    }
}
