package dev.pullover.common.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.pullover.common.ExitCode;
import dev.pullover.common.PulloverException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class ConfigLoaderTest {
    @TempDir
    Path root;

    private Path here;
    private Path system;

    @BeforeEach
    void makeDirectories() throws IOException {
        here = Files.createDirectory(root.resolve("here"));
        system = Files.createDirectory(root.resolve("etc")).resolve("pullover.toml");
    }

    @Test
    void optionComesFirst() throws IOException {
        Path option = Files.createFile(here.resolve("x.toml"));
        Files.createFile(here.resolve("pullover.toml"));

        assertEquals(option, find(Optional.of(Path.of("x.toml")), Map.of("PULLOVER_CONFIG", "/nowhere")));
    }

    @Test
    void variableComesSecond() throws IOException {
        Path named = Files.createFile(root.resolve("named.toml"));
        Files.createFile(here.resolve("pullover.toml"));

        assertEquals(named, find(Optional.empty(), Map.of("PULLOVER_CONFIG", named.toString())));
    }

    @Test
    void emptyVariableIsNone() throws IOException {
        Path local = Files.createFile(here.resolve("pullover.toml"));
        Files.createFile(system);

        assertEquals(local, find(Optional.empty(), Map.of("PULLOVER_CONFIG", "")));
    }

    @Test
    void systemWideFileComesLast() throws IOException {
        Files.createFile(system);

        assertEquals(system, find(Optional.empty(), Map.of()));
    }

    @Test
    void nothingFoundListsThePlaces() {
        assertUsage(
                "no configuration: neither " + here.resolve("pullover.toml") + " nor " + system
                        + " exists; write one with: pullover init, or name one with -c FILE or $PULLOVER_CONFIG",
                () -> find(Optional.empty(), Map.of()));
    }

    @Test
    void whatIsNamedMustExist() throws IOException {
        Files.createFile(here.resolve("pullover.toml"));

        assertUsage(
                "-c " + here.resolve("x.toml") + ": no such file; write one with: pullover init",
                () -> find(Optional.of(Path.of("x.toml")), Map.of()));
        assertUsage(
                "$PULLOVER_CONFIG " + here.resolve("y.toml") + ": no such file; write one with: pullover init",
                () -> find(Optional.empty(), Map.of("PULLOVER_CONFIG", "y.toml")));
    }

    @Test
    void pathsAreRelativeToTheDirectoryOfTheFile() throws IOException {
        Path file = write("[replica]\ndirectory = \"replica\"\nstate = \"state\"\n");

        Config config = ConfigLoader.load(file);

        assertEquals(file, config.file());
        assertEquals(
                new ReplicaConfig(here.resolve("replica"), here.resolve("state"), 1_000_000_000),
                config.requireReplica());
        assertEquals(here.resolve("state/pullover.log"), config.log().file());
    }

    @Test
    void byteOrderMarkIsSkipped() throws IOException {
        assertEquals(
                7,
                ConfigLoader.load(write("\uFEFF[check]\r\nrise = 7\r\n"))
                        .check()
                        .rise());
    }

    @Test
    void fileThatCannotBeReadIsNamed() throws IOException {
        Path absent = here.resolve("absent.toml");

        assertUsage(absent + ": no such file; write one with: pullover init", () -> ConfigLoader.load(absent));
        assertUsage(here + ": cannot be read: Is a directory", () -> ConfigLoader.load(here));
        assertUsage("/: is not a file", () -> ConfigLoader.parse("", Path.of("/")));
    }

    @Test
    void whatIsNotTextIsRefused() throws IOException {
        Path file = here.resolve("pullover.toml");
        Files.write(file, "[check]\n# caf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1));

        assertUsage(file + ":2: is not UTF-8 text", () -> ConfigLoader.load(file));

        Files.write(file, new byte[] {'#', (byte) 0xC3});
        assertUsage(file + ":1: is not UTF-8 text", () -> ConfigLoader.load(file));
    }

    @Test
    void whatIsTooLargeIsRefused() throws IOException {
        Path file = write("#".repeat(1 << 20));
        assertEquals(2, ConfigLoader.load(file).check().rise());

        write("#".repeat((1 << 20) + 1));
        assertUsage(file + ": is no configuration, being larger than 1048576 bytes", () -> ConfigLoader.load(file));
    }

    @Test
    void missingSectionsAreShownAsLinesToAdd() throws IOException {
        Path file = write("");
        Config config = ConfigLoader.load(file);

        assertUsage(file + """
                        : this command needs the section [replica], which is missing; add, with your values:

                        [replica]
                        directory = "/srv/replica"
                        state = "/var/lib/pullover\"""", config::requireReplica);
        assertUsage(file + """
                        : this command needs the section [[servers]], which is missing; add, with your values:

                        [[servers]]
                        name = "production"
                        uri = "sftp://sync@prod.example:22/srv/outbox"
                        identity-file = "/etc/pullover/id_ed25519"
                        known-hosts = "/etc/pullover/known_hosts\"""", config::requireServers);
        assertUsage(file + """
                        : this command needs the section [publish], which is missing; add, with your values:

                        [publish]
                        sources = ["/data/exports/**/*.csv"]
                        base = "/data/exports"
                        outbox = "/srv/outbox"
                        state = "/var/lib/pullover\"""", config::requirePublish);
    }

    @Test
    void linesToAddAreAConfiguration() throws IOException {
        Config empty = ConfigLoader.load(write(""));
        StringBuilder lines = new StringBuilder();
        for (Executable require :
                new Executable[] {empty::requireReplica, empty::requireServers, empty::requirePublish}) {
            String message = assertThrows(PulloverException.class, require).getMessage();
            lines.append(message.substring(message.indexOf("\n\n"))).append('\n');
        }

        Config config = ConfigLoader.load(write(lines.toString()));

        assertEquals(config.replica().orElseThrow(), config.requireReplica());
        assertEquals(1, config.requireServers().size());
        assertEquals(config.publish().orElseThrow(), config.requirePublish());
    }

    private Path write(String text) throws IOException {
        return Files.writeString(here.resolve("pullover.toml"), text);
    }

    private Path find(Optional<Path> option, Map<String, String> environment) {
        return ConfigLoader.find(option, environment, here, system);
    }

    private static void assertUsage(String message, Executable executable) {
        PulloverException error = assertThrows(PulloverException.class, executable);
        assertEquals(message, error.getMessage());
        assertEquals(ExitCode.USAGE, error.exitCode());
    }

    @Test
    void findsTheStateInAFileThatIsWrongElsewhere() throws IOException {
        Path file = root.resolve("pullover.toml");
        Files.writeString(file, "[replica]\nstate = \"state\"\ndirectory = 7\n[copy]\nparallel = 0\nnonsense = 1\n");
        assertEquals(Optional.of(root.resolve("state")), ConfigLoader.findState(file));
        Files.writeString(file, "[replica]\nstate = \"state\"\n[copy\nparallel =");
        assertEquals(Optional.of(root.resolve("state")), ConfigLoader.findState(file));
        Files.writeString(file, "[replica]\ndirectory = \"replica\"\n");
        assertEquals(Optional.empty(), ConfigLoader.findState(file));
        assertEquals(Optional.empty(), ConfigLoader.findState(root.resolve("gone")));
    }
}
