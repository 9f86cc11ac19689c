package dev.pullover.common.config;

import java.net.URI;
import java.net.URISyntaxException;

/** Where a server's outbox is. */
record ServerUriType() implements ValueType<URI> {
    private static final char DECODING_FAILED = '\uFFFD';

    @Override
    public String allowed() {
        return "\"sftp://user@host:port/directory\" (user and port may be left out) or \"file:///directory\"";
    }

    @Override
    public URI read(Object toml) {
        if (!(toml instanceof String text)) {
            throw invalid();
        }
        URI uri = parse(text);
        String authority = uri.getAuthority();
        if ("sftp".equals(uri.getScheme()) && authority != null) {
            Authority.parse(authority);
        } else if (!"file".equals(uri.getScheme()) || authority != null) {
            throw invalid();
        }
        checkDirectory(uri);
        return uri;
    }

    private static URI parse(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            // The reason alone: the exception's message repeats the text, which may hold a password.
            throw new InvalidValueException("is not a URI: " + e.getReason() + " at character " + (e.getIndex() + 1)
                    + "; a space is written %20");
        }
    }

    private static void checkDirectory(URI uri) {
        String path = uri.getPath();
        if (path == null || !path.startsWith("/")) {
            throw new InvalidValueException("must end with the outbox's directory, such as /srv/outbox");
        }
        if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw new InvalidValueException("must not have a ? or # part; in a directory's name they are %3F and %23");
        }
        if (path.indexOf('\0') >= 0 || path.indexOf(DECODING_FAILED) >= 0) {
            throw new InvalidValueException("the directory must be UTF-8 text without NUL");
        }
    }
}
