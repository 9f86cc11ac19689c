package dev.pullover.stat;

import dev.pullover.common.catalog.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The files of the page, from the class path: those that are named here and no others, so that no path leads anywhere
 * else. Read when first asked for. Thread-safe.
 */
final class Resources {
    private static final String CHART_JS = "/META-INF/resources/webjars/chart.js/4.5.1/dist/chart.umd.min.js";
    private static final Map<String, Source> SOURCES = Map.of(
            "/", new Source("page/index.html", "text/html; charset=utf-8"),
            "/page.css", new Source("page/page.css", "text/css; charset=utf-8"),
            "/page.js", new Source("page/page.js", "text/javascript; charset=utf-8"),
            "/plots.js", new Source("page/plots.js", "text/javascript; charset=utf-8"),
            "/icon.svg", new Source("page/icon.svg", "image/svg+xml"),
            "/chart.js", new Source(CHART_JS, "text/javascript; charset=utf-8"));

    private final Map<String, Reply.Content> read = new LinkedHashMap<>();

    /** The file of this path, if there is one; without content if {@code known}, its ETag, tells that it is known. */
    synchronized Optional<Reply.Content> find(String path, Optional<String> known) {
        Source source = SOURCES.get(path);
        if (source == null) {
            return Optional.empty();
        }
        Reply.Content content = read.computeIfAbsent(path, key -> source.read());
        boolean same = known.filter(content.headers().get("ETag")::equals).isPresent();
        return Optional.of(same ? new Reply.Content(304, content.type(), new byte[0], content.headers()) : content);
    }

    private record Source(String name, String type) {
        private Reply.Content read() {
            try (InputStream in = Resources.class.getResourceAsStream(name)) {
                if (in == null) {
                    throw new IllegalStateException(name + " is missing in this installation");
                }
                byte[] body = in.readAllBytes();
                String tag = "\"" + Sha256.hash(body) + "\"";
                return new Reply.Content(200, type, body, Map.of("ETag", tag, "Cache-Control", "no-cache"));
            } catch (IOException e) {
                throw new UncheckedIOException(name + " cannot be read", e);
            }
        }
    }
}
