package dev.pullover.common.remote;

import dev.pullover.common.path.StarPattern;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keys which lines of OpenSSH's {@code known_hosts} hold for one host, as described in sshd(8):
 * plain and hashed names, {@code *}, {@code ?}, {@code !}, {@code [host]:port}, {@code @revoked}.
 * Lines of certificate authorities, and those that make no sense, are skipped as ssh does.
 *
 * <p>Not sshj's own: there, {@code a,!b} matches every host but b, and a revoked key is accepted if
 * another line has it.
 */
final class KnownHosts {
    private static final int SSH_PORT = 22;
    private static final String HASHED = "|1|";
    private static final String REVOKED = "@revoked";

    private final List<HostKey> pinned = new ArrayList<>();
    private final List<HostKey> revoked = new ArrayList<>();

    private KnownHosts() {}

    /**
     * Looks a host up.
     *
     * @param lines of the file
     * @param host name or address, in the form that the user gave
     */
    static KnownHosts find(List<String> lines, String host, int port) {
        KnownHosts found = new KnownHosts();
        String lower = host.toLowerCase(Locale.ROOT);
        lines.forEach(line -> found.add(line, port == SSH_PORT ? lower : "[" + lower + "]:" + port));
        if (found.pinned.isEmpty() && port != SSH_PORT) {
            // as ssh does: a host's key is good on its other ports too
            lines.forEach(line -> found.add(line, lower));
        }
        return found;
    }

    /** Without the revoked ones. */
    List<HostKey> pinned() {
        return pinned.stream().filter(key -> !revoked.contains(key)).toList();
    }

    private void add(String line, String name) {
        String[] fields = line.trim().split("\\s+");
        boolean marked = fields[0].startsWith("@");
        int first = marked ? 1 : 0;
        if (fields[0].startsWith("#") || fields.length < first + 3 || !matches(fields[first], name)) {
            return;
        }
        Optional<HostKey> key = HostKey.parse(fields[first + 1], fields[first + 2]);
        if (!marked) {
            key.ifPresent(pinned::add);
        } else if (fields[0].equals(REVOKED)) {
            key.ifPresent(revoked::add);
        }
    }

    private static boolean matches(String patterns, String name) {
        if (patterns.startsWith(HASHED)) {
            return matchesHash(patterns, name);
        }
        boolean matches = false;
        for (String pattern : patterns.toLowerCase(Locale.ROOT).split(",")) {
            boolean negated = pattern.startsWith("!");
            if (glob(negated ? pattern.substring(1) : pattern).matcher(name).matches()) {
                if (negated) {
                    return false;
                }
                matches = true;
            }
        }
        return matches;
    }

    private static Pattern glob(String pattern) {
        List<String> parts = new ArrayList<>();
        for (String part : pattern.split("\\*", -1)) {
            parts.add(part.chars()
                    .mapToObj(c -> c == '?' ? "." : Pattern.quote(Character.toString(c)))
                    .collect(Collectors.joining()));
        }
        return Pattern.compile(StarPattern.regex(parts), Pattern.DOTALL);
    }

    /** {@code |1|salt|HMAC-SHA1(salt, name)}, both in Base64. */
    private static boolean matchesHash(String pattern, String name) {
        String[] parts = pattern.substring(HASHED.length()).split("\\|", -1);
        if (parts.length != 2) {
            return false;
        }
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(parts[0]), "HmacSHA1"));
            byte[] hash = mac.doFinal(name.getBytes(StandardCharsets.UTF_8));
            return parts[1].equals(Base64.getEncoder().encodeToString(hash));
        } catch (IllegalArgumentException e) {
            return false; // not Base64, or empty
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JVM has HMAC-SHA1", e);
        }
    }
}
