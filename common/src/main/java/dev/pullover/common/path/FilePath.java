package dev.pullover.common.path;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * A file name relative to an outbox or a replica, as the bytes which the server's file system keeps.
 *
 * <p>{@link #toString()} is the escaped form of the catalog: every byte that is not printable ASCII,
 * and {@code %}, is written {@code %XX}. It is unambiguous, so it serves as key in databases and
 * messages, and people can read it.
 *
 * <p>A {@code FilePath} may name anything, also what must never be written ({@code ../x}, absolute
 * names, invalid UTF-8): {@link #problem()} tells, and whoever touches a file system asks first.
 * Immutable, ordered by bytes (as unsigned values).
 */
public final class FilePath implements Comparable<FilePath> {
    /** Longest path Linux takes, without the final NUL, in bytes. */
    public static final int MAX_PATH_BYTES = 4095;
    /** Longest component of a path on the usual file systems, in bytes. */
    public static final int MAX_COMPONENT_BYTES = 255;
    /** Directory of Pullover's own files in outbox and replica; nothing of that name is published. */
    public static final String PRIVATE_DIRECTORY = ".pullover";

    private static final char[] HEX = "0123456789ABCDEF".toCharArray();

    private final byte[] bytes;
    private final String escaped;

    private FilePath(byte[] bytes) {
        this.bytes = bytes;
        this.escaped = escape(bytes);
    }

    /** The path of these bytes, which are copied. */
    public static FilePath ofBytes(byte[] bytes) {
        return new FilePath(bytes.clone());
    }

    /** The path of this text, in UTF-8. */
    public static FilePath of(String text) {
        return new FilePath(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The path of {@code relative}, with {@code /} between its names. */
    public static FilePath of(Path relative) {
        StringBuilder text = new StringBuilder();
        for (Path name : relative) {
            text.append(text.isEmpty() ? "" : "/").append(name);
        }
        return of(text.toString());
    }

    /**
     * Reads the escaped form.
     *
     * @throws IllegalArgumentException if {@code escaped} has a character that should have been
     *     escaped, or an escape that is not {@code %} and two upper-case hexadecimal digits
     */
    public static FilePath parse(String escaped) {
        byte[] out = new byte[escaped.length()];
        int length = 0;
        for (int i = 0; i < escaped.length(); i++) {
            char c = escaped.charAt(i);
            if (c == '%') {
                if (i + 2 >= escaped.length()) {
                    throw malformed(escaped, i);
                }
                int high = hexDigit(escaped.charAt(i + 1));
                int low = hexDigit(escaped.charAt(i + 2));
                int value = high << 4 | low;
                if (high < 0 || low < 0 || (isPlain(value) && value != '%')) {
                    throw malformed(escaped, i);
                }
                out[length++] = (byte) value;
                i += 2;
            } else if (isPlain(c)) {
                out[length++] = (byte) c;
            } else {
                throw malformed(escaped, i);
            }
        }
        return new FilePath(Arrays.copyOf(out, length));
    }

    /** A copy of the bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** The name below this one. */
    public FilePath child(FilePath name) {
        if (bytes.length == 0) {
            return name;
        }
        byte[] joined = Arrays.copyOf(bytes, bytes.length + 1 + name.bytes.length);
        joined[bytes.length] = '/';
        System.arraycopy(name.bytes, 0, joined, bytes.length + 1, name.bytes.length);
        return new FilePath(joined);
    }

    /** Same as {@link #child(FilePath)}, of text. */
    public FilePath child(String name) {
        return child(of(name));
    }

    /**
     * Why this may not be written below a replica directory: a short phrase for people, or empty if
     * nothing is wrong with the name itself.
     */
    public Optional<String> problem() {
        if (bytes.length == 0) {
            return Optional.of("empty name");
        }
        if (bytes.length > MAX_PATH_BYTES) {
            return Optional.of("path of " + bytes.length + " bytes, at most " + MAX_PATH_BYTES);
        }
        if (bytes[0] == '/') {
            return Optional.of("absolute path");
        }
        Optional<String> text = text();
        if (text.isEmpty()) {
            return Optional.of("not valid UTF-8");
        }
        if (text.get().indexOf('\0') >= 0) {
            return Optional.of("NUL in the name");
        }
        String[] components = text.get().split("/", -1);
        if (components[0].equals(PRIVATE_DIRECTORY)) {
            return Optional.of("in Pullover's own directory " + PRIVATE_DIRECTORY);
        }
        for (String component : components) {
            Optional<String> problem = componentProblem(component);
            if (problem.isPresent()) {
                return problem;
            }
        }
        return Optional.empty();
    }

    /** The path as text, or empty if the bytes are not valid UTF-8. */
    public Optional<String> text() {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    /**
     * Where this is below {@code root}. Symbolic links on the way are not looked at.
     *
     * @throws IllegalArgumentException if {@link #problem()} says that it must not be touched
     */
    public Path below(Path root) {
        Optional<String> problem = problem();
        if (problem.isPresent()) {
            throw new IllegalArgumentException(this + ": " + problem.get());
        }
        return root.resolve(text().orElseThrow());
    }

    @Override
    public int compareTo(FilePath other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FilePath path && Arrays.equals(bytes, path.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** The escaped form; {@link #parse} reads it back. */
    @Override
    public String toString() {
        return escaped;
    }

    private static Optional<String> componentProblem(String component) {
        if (component.isEmpty()) {
            return Optional.of("empty component");
        }
        if (component.equals(".") || component.equals("..")) {
            return Optional.of("component '" + component + "'");
        }
        int length = component.getBytes(StandardCharsets.UTF_8).length;
        if (length > MAX_COMPONENT_BYTES) {
            return Optional.of("component of " + length + " bytes, at most " + MAX_COMPONENT_BYTES);
        }
        return Optional.empty();
    }

    private static String escape(byte[] bytes) {
        StringBuilder out = new StringBuilder(bytes.length + 8);
        for (byte b : bytes) {
            if (isPlain(b) && b != '%') {
                out.append((char) b);
            } else {
                out.append('%').append(HEX[b >> 4 & 0xF]).append(HEX[b & 0xF]);
            }
        }
        return out.toString();
    }

    private static boolean isPlain(int c) {
        return c >= 0x20 && c < 0x7F;
    }

    private static int hexDigit(char c) {
        return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
    }

    private static IllegalArgumentException malformed(String escaped, int at) {
        return new IllegalArgumentException("not an escaped path, at character " + (at + 1) + ": '" + escaped + "'");
    }
}
