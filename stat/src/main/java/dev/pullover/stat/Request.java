package dev.pullover.stat;

import java.net.InetSocketAddress;
import java.util.Optional;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpRequest;

/**
 * What a browser asks for.
 *
 * @param head method, target and headers, as they came
 * @param client who asks
 */
record Request(HttpRequest head, InetSocketAddress client) {
    private static final int MAX_PARAMETERS = 8;

    String method() {
        return head.getMethod();
    }

    /** As it came, without the query: nothing is decoded, so that it means what it says. */
    String path() {
        String target = String.valueOf(head.getPath());
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    /** The value of a parameter of the query, as it came. */
    Optional<String> parameter(String name) {
        String target = String.valueOf(head.getPath());
        int query = target.indexOf('?');
        if (query < 0) {
            return Optional.empty();
        }
        for (String part : target.substring(query + 1).split("&", MAX_PARAMETERS)) {
            if (part.startsWith(name + "=")) {
                return Optional.of(part.substring(name.length() + 1));
            }
        }
        return Optional.empty();
    }

    /** The value of a header; the first one if there are several. */
    Optional<String> header(String name) {
        return Optional.ofNullable(head.getFirstHeader(name)).map(Header::getValue);
    }
}
