package dev.pullover.common.path;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;

/**
 * Between {@link Path} and the bytes of a name. {@link Path#toString} decodes with the encoding of the locale, so it
 * loses every umlaut where there is none (cron), and what is not valid UTF-8 everywhere; the {@code file:} URI of a path
 * keeps every byte, as {@code %XX}. Source: {@code sun.nio.fs.UnixUriUtils}.
 *
 * <p>Names of ASCII only take a short way: the URI costs a system call.
 */
public final class PathBytes {
    private static final String UNRESERVED = "-._~/";
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private PathBytes() {}

    /** What is at {@code relative} below {@code root}; never elsewhere, also if it begins with a slash. */
    public static Path resolve(Path root, byte[] relative) {
        String text = new String(relative, StandardCharsets.ISO_8859_1);
        if (isAscii(text) && !text.startsWith("/") && text.indexOf('\0') < 0) {
            return root.resolve(text);
        }
        StringBuilder uri = new StringBuilder("file://").append(rawPath(root)).append('/');
        for (byte b : relative) {
            boolean plain = b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z';
            if (plain || UNRESERVED.indexOf(b) >= 0) {
                uri.append((char) b);
            } else {
                uri.append('%').append(HEX.toHexDigits(b));
            }
        }
        return Path.of(URI.create(uri.toString()));
    }

    /** The last component. */
    public static byte[] name(Path path) {
        String text = String.valueOf(path.getFileName());
        if (isAscii(text)) {
            return text.getBytes(StandardCharsets.US_ASCII);
        }
        String raw = rawPath(path);
        String name = raw.substring(raw.lastIndexOf('/') + 1);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(name.length());
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) == '%') {
                bytes.write(Integer.parseInt(name, i + 1, i + 3, 16));
                i += 2;
            } else {
                bytes.write(name.charAt(i));
            }
        }
        return bytes.toByteArray();
    }

    /** Every encoding of a UNIX locale has ASCII in it, and shows what it cannot decode by a character that is not. */
    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0x7F) {
                return false;
            }
        }
        return true;
    }

    /** Without a slash at the end, which the URIs of directories have. */
    private static String rawPath(Path path) {
        String raw = path.toUri().getRawPath();
        return raw.endsWith("/") ? raw.substring(0, raw.length() - 1) : raw;
    }
}
