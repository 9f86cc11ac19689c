package dev.pullover.stat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.testkit.Fuzz;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.apache.hc.core5.http.message.BasicHttpRequest;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.TypeConversionException;

/** What a browser, or something else, may put into a request. */
class RequestFuzzTest {
    private static final InetSocketAddress CLIENT = new InetSocketAddress("127.0.0.1", 1);

    @Test
    void targets() {
        List<String> good = List.of("/api/history?span=day", "/?a=1&span=hour&b", "/api/orders/drain/production", "*");
        Fuzz.texts("HTTP target", good, 5_000, input -> {
            Request request = new Request(new BasicHttpRequest("GET", input), CLIENT);
            assertFalse(request.path().contains("?"), input);
            assertTrue(
                    new Resources().find(request.path(), Optional.empty()).isEmpty()
                            || request.path().matches("/[a-z.-]*"),
                    input);
            Optional<String> span = request.parameter("span");
            span.ifPresent(value -> assertTrue(input.contains("span=" + value), input));
            return span.isPresent() ? Fuzz.Parser.ACCEPTED : "without span";
        });
    }

    @Test
    void hostNames() {
        HostNames names = new HostNames("127.0.0.1", List.of("stat.example.com"));
        List<String> good = List.of("localhost:80", "127.0.0.1", "[::1]:9477", "stat.example.com", "evil.example");
        Fuzz.Result result = Fuzz.texts("Host header", good, 5_000, input -> {
            if (!names.knows(input)) {
                return "unknown";
            }
            String name = input.toLowerCase(java.util.Locale.ROOT).replaceFirst(":\\d{1,5}$", "");
            boolean isAddress = name.matches("[0-9.]+") || name.matches("\\[[0-9a-f:.]+]");
            assertTrue(isAddress || name.equals("localhost") || name.equals("stat.example.com"), input);
            return Fuzz.Parser.ACCEPTED;
        });
        assertTrue(result.accepted() > 0 && result.accepted() < result.tried(), result.toString());
    }

    @Test
    void ages() {
        Fuzz.texts("--since", List.of("30s", "10m", "1h", "7d"), 3_000, input -> {
            try {
                assertEquals(1, new AgeConverter().convert(input).compareTo(java.time.Duration.ZERO));
                return Fuzz.Parser.ACCEPTED;
            } catch (TypeConversionException e) {
                return e.getMessage();
            }
        });
    }
}
