package dev.pullover.copylist;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The terminal that stderr is, if it is one. The JDK can only tell of stdin and stdout together, and knows no widths.
 *
 * @param device its file, as {@code /dev/pts/3}
 */
record Terminal(Path device) {
    private static final Path STDERR = Path.of("/proc/self/fd/2");
    private static final Pattern DEVICE = Pattern.compile("/dev/(pts/\\d+|tty\\w*|console)");
    private static final Pattern SIZE = Pattern.compile("\\d+ (\\d{1,4})\\s*");
    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    /** @param type {@code $TERM}: a dumb one cannot renew lines */
    static Optional<Terminal> ofStderr(String type) {
        try {
            return "dumb".equals(type) ? Optional.empty() : of(Files.readSymbolicLink(STDERR));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Empty if such a file is no terminal. */
    static Optional<Terminal> of(Path device) {
        return DEVICE.matcher(device.toString()).matches() ? Optional.of(new Terminal(device)) : Optional.empty();
    }

    /** Its width now, in characters; empty if it does not say. */
    OptionalInt columns() throws InterruptedException {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(device.toFile())
                    .redirectError(new File("/dev/null"))
                    .start();
            if (!stty.waitFor(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                stty.destroyForcibly();
                return OptionalInt.empty();
            }
            return parse(new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
        } catch (IOException e) {
            return OptionalInt.empty();
        }
    }

    /** What {@code stty size} says: rows and columns; 0 where they are not known. */
    static OptionalInt parse(String size) {
        Matcher matcher = SIZE.matcher(size);
        int columns = matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
        return columns > 0 ? OptionalInt.of(columns) : OptionalInt.empty();
    }
}
