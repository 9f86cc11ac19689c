package dev.pullover.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.testkit.OpenSshServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs {@code docs/tutorial.md}: each block of commands, in its order, on the machine that its first line names. The machines
 * are directories, and two real servers; names of hosts and places are replaced, and nothing else. Where a block of text
 * follows, that is what must come on stdout, {@code …} standing for anything. Takes some 20 s.
 */
class TutorialIT {
    private static final Path PAGE = Path.of("../docs/tutorial.md");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(sh|text) ?(\\w*)\\n(.*?)^```$");
    private static final Pattern LINE = Pattern.compile("(?m)^ {2}(restrict,command=\"internal-sftp -R\" .*)$");
    private static final Pattern FINGERPRINT = Pattern.compile("SHA256:[A-Za-z0-9+/]{43}");
    private static final long TIMEOUT_SECONDS = 180;

    @TempDir
    Path directory;

    private Site site;
    private String printed = "";

    @BeforeEach
    void machines() throws IOException {
        site = Site.in(Files.createDirectory(directory.resolve("site")));
        for (String made : List.of(
                "bin", "backup/srv/outbox", "production/srv", "production/var/lib", "replica/srv", "replica/var/lib")) {
            Files.createDirectories(directory.resolve(made));
        }
        Files.createSymbolicLink(directory.resolve("bin/pullover"), Site.SCRIPT);
        // What the page adds to it must be what lets it in.
        Files.writeString(authorizedKeys("production"), "");
        Files.writeString(authorizedKeys("backup"), "");
    }

    @AfterEach
    void stop() throws IOException, InterruptedException {
        if (Files.exists(directory.resolve("replica/etc/pullover/pullover.toml"))) {
            sh("replica", "pullover -c /etc/pullover/pullover.toml stop");
        }
        site.close();
    }

    @Test
    void theTutorialWorksAsItStandsThere() throws IOException, InterruptedException {
        Matcher block = BLOCK.matcher(Files.readString(PAGE));
        String output = "";
        int commands = 0;
        while (block.find()) {
            if (block.group(1).equals("text")) {
                assertTrue(
                        pattern(block.group(3)).matcher(output.strip()).matches(), block.group(3) + "---\n" + output);
            } else {
                output = sh(block.group(2), block.group(3));
                printed += output;
                commands++;
            }
        }
        assertTrue(commands > 10, "blocks found: " + commands);
        assertEquals("id;amount\n", Files.readString(directory.resolve("replica/srv/replica/august.csv")));
    }

    private String sh(String host, String commands) throws IOException, InterruptedException {
        String script = "set -e\n" + onThisMachine(host, commands);
        Path out = directory.resolve("out.txt");
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", script)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile());
        builder.environment().put("PATH", directory.resolve("bin") + ":" + System.getenv("PATH"));
        builder.environment().put("HOME", directory.toString());
        builder.environment().put("PULLOVER_NO_BUILD", "1");
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        assertTrue(process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS), script);
        assertEquals(0, process.exitValue(), script + "\n" + Files.readString(out));
        return Files.readString(out);
    }

    /** The commands with the names of this test's machines. */
    private String onThisMachine(String host, String commands) {
        List<String> fingerprints = FINGERPRINT
                .matcher(printed)
                .results()
                .map(found -> found.group())
                .distinct()
                .toList();
        String text = commands.replace("sync@prod.example/srv/outbox", uri(site.production(), "production"))
                .replace("sync@backup.example/srv/outbox", uri(site.backup(), "backup"))
                .replace("backup.example:/srv/outbox", directory.resolve("backup/srv/outbox") + "")
                .replace("/home/sync/.ssh/authorized_keys", authorizedKeys(host).toString());
        for (String root :
                List.of("/etc/pullover", "/data/exports", "/srv/outbox", "/srv/replica", "/var/lib/pullover")) {
            text = text.replaceAll("(?<![\\w./-])" + root, directory.resolve(host) + root);
        }
        Matcher line = LINE.matcher(printed);
        text = line.find() ? text.replace("LINE", line.group(1)) : text;
        return fingerprints.size() < 2
                ? text
                : text.replace("FINGERPRINT-OF-PRODUCTION", fingerprints.get(0))
                        .replace("FINGERPRINT-OF-BACKUP", fingerprints.get(1));
    }

    private String uri(OpenSshServer server, String host) {
        return server.user() + "@127.0.0.1:" + server.port() + directory.resolve(host) + "/srv/outbox";
    }

    private Path authorizedKeys(String host) {
        return directory
                .resolve("site")
                .resolve(host.equals("backup") ? "sshd-2" : "sshd-1")
                .resolve("authorized_keys");
    }

    private static Pattern pattern(String text) {
        return Pattern.compile(
                Arrays.stream(text.strip().split("…", -1)).map(Pattern::quote).collect(Collectors.joining(".*")),
                Pattern.DOTALL);
    }
}
