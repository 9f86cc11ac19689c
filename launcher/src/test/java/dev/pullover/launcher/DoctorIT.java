package dev.pullover.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pullover.common.cli.GlobalOptions;
import dev.pullover.common.state.Json;
import dev.pullover.testkit.Keys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What doctor finds in a good installation, and in broken ones, with real OpenSSH servers; most of it in this JVM. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DoctorIT {
    private static final String PASSWORD = "hunter2-secret";
    private static final String IDENTITY = "identity-file = \"";

    private Path directory;

    @AutoClose
    private Site site;

    private List<Finding> findings = List.of();

    @BeforeAll
    void build(@TempDir Path temporary) throws IOException, InterruptedException {
        directory = temporary;
        site = Site.in(temporary);
        Files.writeString(site.data().resolve("a"), "a");
        site.publish();
    }

    @Test
    void findsNothingWrongWithAGoodInstallationAndShowsNoSecret() throws IOException, InterruptedException {
        Files.createDirectories(site.state().resolve("locks"));
        Files.writeString(site.state().resolve("locks/copylist.lock"), "pid=999999999\nstarted=\nversion=\n");
        String token = "0123456789abcdef0123456789abcdef-token";
        Files.writeString(site.state().resolve("stat.token"), token);
        Site.Result text = site.pullover("doctor");
        assertEquals(0, text.exitCode(), text.toString());
        assertTrue(text.out().endsWith(" ok, 0 warnings, 0 failures\n"), text.out());
        for (String what : new String[] {
            "JVM: Java ",
            "configuration: ",
            "key for production: " + directory.resolve("id") + ", ECDSA, 256 bits, SHA256:",
            "server production, life: SSH-2.0-OpenSSH",
            "server backup, response: ",
            "clock of backup: within 3 s of ours",
            "dates to ",
            "locks: nothing is running; left behind by processes that were killed, and free: copylist (999999999)"
        }) {
            assertTrue(
                    text.out().contains("OK       " + what) || text.out().contains(what), what + " in " + text.out());
        }
        Site.Result json = site.pullover("doctor", "--json");
        assertEquals(0, json.exitCode(), json.toString());
        for (JsonNode finding : Json.mapper().readTree(json.out())) {
            assertEquals("OK", finding.get("level").asText(), finding.toString());
        }
        String all = text + "\n" + json;
        for (String secret : Files.readAllLines(directory.resolve("id"))) {
            assertFalse(all.contains(secret), "a line of the private key is shown");
        }
        assertFalse(all.contains(token));
    }

    @Test
    void findsNoSpaceAKeyForEverybodyAndAClockThatIsWrong() throws IOException, InterruptedException {
        Path open = copyOfKey("open");
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));
        Path broken = broken(config().replace("reserve = \"1MB\"", "reserve = \"999TB\"")
                .replaceFirst(IDENTITY + ".*", identity(open)));
        Path crash = Files.createDirectories(site.state().resolve("crash")).resolve("hs_err_copylist_4711.log");
        Path oldCrash = crash.resolveSibling("hs_err_copylist_4.log");
        Files.createFile(crash);
        Files.createFile(oldCrash);
        Files.setLastModifiedTime(oldCrash, FileTime.from(Instant.now().minus(Duration.ofDays(8))));
        try {
            examine(broken, Clock.offset(Clock.systemUTC(), Duration.ofHours(-1)));
        } finally {
            Files.delete(crash);
            Files.delete(oldCrash);
        }
        assertFinding(Finding.Level.WARNING, "crashes", crash.toString());
        assertFalse(findings.toString().contains(oldCrash.toString()));
        assertFailure("free space, state", "nothing is written below the reserve");
        assertFailure("free space, replica", "reserve 999.0 TB");
        assertFailure("key for production", "chmod 600 " + open);
        assertFinding(Finding.Level.WARNING, "clock of backup", "ahead of ours");
    }

    @Test
    void findsNoDirectoryNoKeyAndAKeyWithAPassphrase() throws IOException, InterruptedException {
        Path encrypted = copyOfKey("encrypted");
        Process keygen = new ProcessBuilder("ssh-keygen", "-q", "-p", "-N", PASSWORD, "-f", encrypted.toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertEquals(0, keygen.waitFor());
        Path broken = broken(config().replace("directory = \"replica\"", "directory = \"nowhere\"")
                .replace(identity(directory.resolve("id")), identity(encrypted))
                .replaceFirst(IDENTITY + ".*", identity(directory.resolve("gone"))));
        examine(broken, Clock.systemUTC());
        assertFailure("replica directory", "nowhere is not there");
        assertFailure("key for production", "ssh-keygen -t ed25519");
        assertFailure("key for backup", "has a passphrase");
        assertFailure("server backup, auth", "is our public key in authorized_keys");
        assertFalse(findings.toString().contains(PASSWORD));
    }

    @Test
    void findsAWrongHostKeyAndAWrongDirectory() throws IOException, InterruptedException {
        String other = Keys.generate(directory.resolve("other"));
        Path broken = broken(config().replace(site.production().hostKeyLine(), other)
                .replace(directory.resolve("backup") + "\"", directory.resolve("no-outbox") + "\""));
        examine(broken, Clock.systemUTC());
        assertFailure("server production, auth", "ask the server's owners");
        assertFailure("server backup, health", directory.resolve("no-outbox").toString());
    }

    @Test
    void findsNoServerAnUnknownNameAndAPublicKeyInPlaceOfThePrivateOne() throws IOException, InterruptedException {
        Path notPrivate = directory.resolve("not-private");
        Files.writeString(notPrivate, Keys.generate(directory.resolve("third")) + "\n");
        Files.setPosixFilePermissions(notPrivate, PosixFilePermissions.fromString("rw-------"));
        Path broken = broken(config().replace("127.0.0.1:" + site.production().port(), "no-such-host.invalid")
                .replace("127.0.0.1:" + site.backup().port(), "127.0.0.1:1")
                .replace(identity(directory.resolve("id")), identity(notPrivate)));
        examine(broken, Clock.systemUTC());
        assertFailure("name of production", "no-such-host.invalid is not known");
        assertFailure("server backup, life", "does sshd run");
        assertFailure("key for backup", "is no private key");
    }

    @Test
    void findsWhatIsWrongWithTheConfigurationAndHidesAPassword() throws IOException, InterruptedException {
        Path broken = broken(config().replaceFirst("sftp://[^@]*@", "sftp://sync:" + PASSWORD + "@")
                .replace("reserve = ", "reserv = "));
        Site.Result doctor = site.with(broken, "doctor");
        assertEquals(6, doctor.exitCode(), doctor.toString());
        assertTrue(doctor.out().contains("FAILURE  configuration: "), doctor.out());
        assertTrue(doctor.out().contains("must not contain a password"), doctor.out());
        assertFalse(doctor.toString().contains(PASSWORD), doctor.toString());
    }

    private void examine(Path config, Clock clock) throws IOException, InterruptedException {
        findings = new Doctor(new GlobalOptions(Map.of("PULLOVER_CONFIG", config.toString())), clock).examine();
    }

    private void assertFailure(String what, String text) {
        assertFinding(Finding.Level.FAILURE, what, text);
    }

    private void assertFinding(Finding.Level level, String what, String text) {
        assertTrue(
                findings.stream()
                        .anyMatch(finding -> finding.level() == level
                                && finding.what().equals(what)
                                && finding.toString().contains(text)),
                () -> level + " " + what + " with '" + text + "' in:\n"
                        + findings.stream().map(Finding::toString).collect(Collectors.joining("\n")));
    }

    private String config() throws IOException {
        return Files.readString(site.config());
    }

    /** Beside the good one: paths in it are relative to where it is. */
    private Path broken(String text) throws IOException {
        assertFalse(text.equals(config()), "nothing is broken");
        return Files.writeString(Files.createTempFile(directory, "broken", ".toml"), text);
    }

    private Path copyOfKey(String name) throws IOException {
        Path copy = Files.copy(directory.resolve("id"), directory.resolve(name));
        Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rw-------"));
        return copy;
    }

    private static String identity(Path file) {
        return IDENTITY + file + "\"";
    }
}
