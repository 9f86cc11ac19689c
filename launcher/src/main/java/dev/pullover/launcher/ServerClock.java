package dev.pullover.launcher;

import dev.pullover.common.catalog.CatalogLayout;
import dev.pullover.common.config.Config;
import dev.pullover.common.config.ServerConfig;
import dev.pullover.common.path.FilePath;
import dev.pullover.common.remote.RemoteStore;
import dev.pullover.common.remote.RemoteStores;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How far a server's clock is from ours. SFTP does not tell the time, but a Linux server whose {@code /proc} can be read
 * does: it was started at {@code btime}, and has been up for {@code uptime} (proc(5)). From others we learn only whether what
 * they have published is of the future.
 */
final class ServerClock {
    /** {@code btime} is in whole seconds. */
    private static final Duration RESOLUTION = Duration.ofSeconds(1);
    /** What scan mode takes for young is as old. */
    private static final Duration TOLERATED = Duration.ofSeconds(2);

    private static final String PROC = "/proc";
    private static final Pattern BOOT_TIME = Pattern.compile("(?m)^btime (\\d{1,12})$");
    private static final Pattern UPTIME = Pattern.compile("^(\\d{1,12})\\.(\\d\\d) ");
    private static final int MAX_BYTES = 1 << 20;
    private static final String ADVICE = "let a time service such as chrony run there and here; see: timedatectl";

    private final ServerConfig server;
    private final Config config;
    private final Clock clock;
    private final String what;

    ServerClock(ServerConfig server, Config config, Clock clock) {
        this.server = server;
        this.config = config;
        this.clock = clock;
        this.what = "clock of " + server.name();
    }

    Finding examine() {
        try {
            Optional<Duration> ahead = ahead();
            return ahead.isPresent() ? judge(ahead.get()) : byPublication();
        } catch (IOException e) {
            return Finding.warning(what, "not known: " + e.getMessage(), ADVICE);
        }
    }

    private Finding judge(Duration ahead) {
        boolean good = ahead.abs().compareTo(TOLERATED.plus(RESOLUTION)) <= 0;
        return good
                ? Finding.ok(what, "within " + TOLERATED.plus(RESOLUTION).toSeconds() + " s of ours")
                : Finding.warning(
                        what, text(ahead.abs()) + (ahead.isNegative() ? " behind ours" : " ahead of ours"), ADVICE);
    }

    /** How far it is ahead of ours; empty if it does not tell. */
    private Optional<Duration> ahead() throws IOException {
        try (RemoteStore proc = RemoteStores.open(
                server.withOutbox(PROC),
                config.copy().transport(),
                config.check().timeout())) {
            Instant before = clock.instant();
            Matcher boot = BOOT_TIME.matcher(read(proc, "stat"));
            Matcher up = UPTIME.matcher(read(proc, "uptime"));
            Duration took = Duration.between(before, clock.instant());
            if (!boot.find() || !up.find()) {
                return Optional.empty();
            }
            Instant theirs = Instant.ofEpochSecond(Long.parseLong(boot.group(1)))
                    .plusSeconds(Long.parseLong(up.group(1)))
                    .plusMillis(Long.parseLong(up.group(2)) * 10);
            // The second of the two was read at the end of what it took.
            return Optional.of(Duration.between(before.plus(took), theirs));
        } catch (FileSystemException e) {
            // No Linux, or locked into its directory.
            return Optional.empty();
        }
    }

    private Finding byPublication() throws IOException {
        try (RemoteStore outbox = RemoteStores.open(
                server, config.copy().transport(), config.check().timeout())) {
            Instant head = Instant.ofEpochSecond(outbox.stat(CatalogLayout.HEAD).mtimeSeconds());
            Duration ahead = Duration.between(clock.instant(), head);
            return ahead.compareTo(TOLERATED) > 0
                    ? Finding.warning(
                            what, "at least " + text(ahead) + " ahead of ours, by the date of its catalog", ADVICE)
                    : Finding.ok(what, "it does not tell; its catalog is not of the future");
        } catch (FileSystemException e) {
            return Finding.ok(what, "it does not tell");
        }
    }

    private static String read(RemoteStore proc, String name) throws IOException {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        // Its size is said to be 0.
        proc.read(FilePath.of(name), 0, MAX_BYTES, content::write);
        return content.toString(StandardCharsets.US_ASCII);
    }

    private static String text(Duration duration) {
        return duration.toHours() > 0
                ? duration.toHours() + " h " + duration.toMinutesPart() + " min"
                : duration.toMinutes() + " min " + duration.toSecondsPart() + " s";
    }
}
