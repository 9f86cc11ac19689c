package dev.pullover.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code init} with a real server: what it prints is all that is needed for a first pass. */
class SetupIT {
    private static final Pattern FINGERPRINT = Pattern.compile("SHA256:\\S+");
    private static final Pattern AUTHORIZED =
            Pattern.compile("(?m)^ {2}(restrict,command=\"internal-sftp -R\" ssh-ed25519 .*)$");

    @TempDir
    Path directory;

    @Test
    void setsUpAReplicaWhoseHostKeyWasConfirmed() throws IOException, InterruptedException {
        try (Site site = Site.in(Files.createDirectory(directory.resolve("site")))) {
            Files.writeString(site.data().resolve("a.csv"), "a");
            site.publish();
            Path config = directory.resolve("own.toml");
            String uri = "sftp://%s@127.0.0.1:%d%s"
                    .formatted(site.production().user(), site.production().port(), site.outbox());
            Site.Result init = site.pullover(
                    "init",
                    "-o",
                    config.toString(),
                    "--server",
                    "production=" + uri,
                    "--replica",
                    directory.resolve("replica").toString(),
                    "--state",
                    directory.resolve("state").toString());
            assertEquals(0, init.exitCode(), init.toString());
            assertTrue(init.out().contains("no host key accepted"), "nothing is trusted silently: " + init.out());
            assertFalse(Files.exists(directory.resolve("known_hosts")));
            assertEquals(
                    "rw-------",
                    PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("id_ed25519"))));

            Site.Result trust =
                    site.pullover("init", "-o", config.toString(), "--trust", first(FINGERPRINT, 0, init.out()));
            assertEquals(0, trust.exitCode(), trust.toString());
            authorize(site, first(AUTHORIZED, 1, init.out()));
            Files.createDirectory(directory.resolve("replica"));
            assertEquals(0, site.with(config, "doctor").exitCode());
            Site.Result once = site.with(config, "once");
            assertEquals(0, once.exitCode(), once.toString());
            assertEquals("a", Files.readString(directory.resolve("replica/a.csv")));
        }
    }

    @Test
    void refusesAServerThatCannotBeAndWritesNothing() throws IOException, InterruptedException {
        try (Site site = Site.in(Files.createDirectory(directory.resolve("site")))) {
            Path config = directory.resolve("own.toml");
            Site.Result init =
                    site.pullover("init", "-o", config.toString(), "--server", "production=http://prod.example/");
            assertEquals(2, init.exitCode(), init.toString());
            assertTrue(init.err().contains("uri"), init.err());
            try (var left = Files.list(directory)) {
                assertEquals(
                        List.of("site"),
                        left.map(path -> path.getFileName().toString()).toList());
            }
        }
    }

    private static void authorize(Site site, String line) throws IOException {
        Path file = site.config().resolveSibling("sshd-1/authorized_keys");
        Files.writeString(file, Files.readString(file) + line + "\n");
    }

    private static String first(Pattern pattern, int group, String text) {
        Matcher matcher = pattern.matcher(text);
        assertTrue(matcher.find(), text);
        return matcher.group(group);
    }
}
