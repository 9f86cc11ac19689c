package dev.pullover.common.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.ExitCode;
import dev.pullover.common.PulloverException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigErrorsTest {
    private static final Path FILE = Path.of("pullover.toml");
    private static final String DURATION = "a whole number and its unit: ms, s, m, h or d";
    private static final String SIZE = "a whole number and its unit: B, KB, MB, GB, TB, KiB, MiB, GiB or TiB";
    static final String HOST =
            "the host must be a name (letters, digits, '.', '_', '-'), an IPv4 address, or an IPv6 address in brackets";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mode-mask = \"0888\" | must be permission bits in octal, from \"0000\" to \"0777\"",
                "mode-mask = 777 | must be permission bits in octal, from \"0000\" to \"0777\"",
                "owner = \"\" | must be \"user\", \"user:group\" or \":group\"",
                "owner = \"a:b:c\" | must be \"user\", \"user:group\" or \":group\"",
                "on-arrival = \" \" | must be a command for /bin/sh of 1 to 4096 characters",
                "max-deletions = 0 | must be a whole number from 1 to 1000000000"
            })
    void refusesWhatCopylistCannotDo(String line, String message) throws Exception {
        assertErrors("[copy]\n" + line + "\n", "pullover.toml:2: [copy] " + line.strip() + ": " + message);
    }

    @Test
    void allErrorsAreReportedTogetherInTheOrderOfTheFile() {
        assertErrors(
                """
                [check]
                interval = "x"
                fall = 0
                nonsense = 1
                [replica]
                directory = "/srv/replica"
                state = 1
                """,
                "pullover.toml:2: [check] interval = \"x\": must be a duration from \"100ms\" to \"1h\", " + DURATION,
                "pullover.toml:3: [check] fall = 0: must be a whole number from 1 to 100",
                "pullover.toml:4: [check] nonsense = 1: unknown key; known here: interval, fast-interval,"
                        + " down-interval, timeout, rise, fall, response-slow, jitter, login-interval",
                "pullover.toml:7: [replica] state = 1: must be a path, in quotes");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '`', textBlock = """
                    rise = 0              ~ [check] rise = 0: must be a whole number from 1 to 100
                    rise = -1             ~ [check] rise = -1: must be a whole number from 1 to 100
                    rise = 101            ~ [check] rise = 101: must be a whole number from 1 to 100
                    rise = 4294967298     ~ [check] rise = 4294967298: must be a whole number from 1 to 100
                    rise = 2.0            ~ [check] rise = 2.0: must be a whole number from 1 to 100
                    rise = "2"            ~ [check] rise = "2": must be a whole number from 1 to 100
                    rise = true           ~ [check] rise = true: must be a whole number from 1 to 100
                    rise = [2, "x"]       ~ [check] rise = [2, "x"]: must be a whole number from 1 to 100
                    rise = {a = 1}        ~ [check] rise = {…}: must be a whole number from 1 to 100
                    rise = 2026-01-02     ~ [check] rise = 2026-01-02: must be a whole number from 1 to 100
                    timeout = "99ms"      ~ [check] timeout = "99ms": must be a duration from "100ms" to "10m"
                    timeout = "11m"       ~ [check] timeout = "11m": must be a duration from "100ms" to "10m"
                    timeout = "0s"        ~ [check] timeout = "0s": must be a duration from "100ms" to "10m"
                    """)
    void valueOutOfRangeOrOfAnotherType(String toml, String error) {
        assertErrors("[check]\n" + toml + "\n", "pullover.toml:2: " + error);
    }

    @ParameterizedTest
    @CsvSource({"2", "0", "'\"2\"'", "'\"-2s\"'", "'\"1.5s\"'", "'\"2 s\"'", "'\"2sec\"'", "'\"99999999999999999999s\"'"
    })
    void durationWithoutUnitOrWholeNumber(String value) {
        assertErrors(
                "[check]\ntimeout = " + value + "\n",
                "pullover.toml:2: [check] timeout = " + value + ": must be a duration from \"100ms\" to \"10m\", "
                        + DURATION);
    }

    @Test
    void sizeWithoutUnitOrOutOfRange() {
        assertErrors(
                "[log]\nmax-size = 64\n",
                "pullover.toml:2: [log] max-size = 64: must be a size from \"64KB\" to \"100GB\", " + SIZE);
        assertErrors(
                "[log]\nmax-size = \"64mb\"\n",
                "pullover.toml:2: [log] max-size = \"64mb\": must be a size from \"64KB\" to \"100GB\", " + SIZE);
        assertErrors(
                "[log]\nmax-size = \"64B\"\n",
                "pullover.toml:2: [log] max-size = \"64B\": must be a size from \"64KB\" to \"100GB\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "20MB",
                "0B/s",
                "999B/s",
                "2TB/s",
                "none",
                "/s",
                "08:00",
                "24:00,1MB/s",
                "Mit-08:00,1MB/s",
                "08:00,1MB/s x"
            })
    void bandwidthThatIsNone(String value) {
        assertErrors(
                "[copy]\nbandwidth = \"" + value + "\"\n",
                "pullover.toml:2: [copy] bandwidth = \"" + value
                        + "\": must be \"unlimited\", a rate from \"1KB/s\" to \"1TB/s\", or a timetable of these, as"
                        + " \"08:00,5MB/s 18:00,unlimited Sat-00:00,unlimited\"");
    }

    @Test
    void choiceThatIsNone() {
        assertErrors(
                "[copy]\nbalance = \"roundrobin\"\n[failback]\npolicy = \"AUTOMATIC\"\n",
                "pullover.toml:2: [copy] balance = \"roundrobin\": must be \"failover\", \"round-robin\","
                        + " \"weighted\" or \"least-connections\"",
                "pullover.toml:4: [failback] policy = \"AUTOMATIC\": must be \"automatic\" or \"manual\"");
    }

    @Test
    void pathThatIsNone() {
        assertErrors(
                "[log]\nfile = 3\njson = \"~/log\"\n",
                "pullover.toml:2: [log] file = 3: must be a path, in quotes",
                "pullover.toml:3: [log] json = \"~/log\": must be a path; ~ is not expanded here, write the directory");
        assertErrors(
                "[log]\nfile = \"\"\njson = \"a\\u0000b\"\n",
                "pullover.toml:2: [log] file = \"\": must be a path, in quotes",
                "pullover.toml:3: [log] json = \"a\\u0000b\": is not a path: Nul character not allowed");
    }

    @ParameterizedTest
    @CsvSource({"''", ":9477", "-h:9477", "a b:9477", "::1:9477", "[::1:9477", "[h]:9477", "ü:1"})
    void listenAddressWithBadHost(String value) {
        assertErrors(
                "[stat]\nlisten = \"" + value + "\"\n", "pullover.toml:2: [stat] listen = \"" + value + "\": " + HOST);
    }

    @ParameterizedTest
    @CsvSource({"9477", "'\"localhost\"'", "'\"[::1]\"'"})
    void listenAddressWithoutPortOrHost(String value) {
        assertErrors(
                "[stat]\nlisten = " + value + "\n",
                "pullover.toml:2: [stat] listen = " + value + ": must be \"host:port\", the port from 0 (any free one)"
                        + " to 65535, IPv6 addresses in brackets");
    }

    @ParameterizedTest
    @CsvSource({"h:65536", "h:-1", "h:", "h:80x", "[::1]80", "h:+80", "h:000080"})
    void listenAddressWithBadPort(String value) {
        assertErrors(
                "[stat]\nlisten = \"" + value + "\"\n",
                "pullover.toml:2: [stat] listen = \"" + value + "\": the port must be a whole number from 0 to 65535");
    }

    @ParameterizedTest
    @CsvSource({
        "intervall,interval",
        "fastinterval,fast-interval",
        "down_interval,down-interval",
        "RISE,rise",
        "fal,fall"
    })
    void unknownKeyWithANearOne(String key, String near) {
        assertErrors(
                "[check]\n" + key + " = \"2s\"\n",
                "pullover.toml:2: [check] " + key + " = \"2s\": unknown key; did you mean `" + near + "`?");
    }

    @Test
    void keyOfAnotherSection() {
        assertErrors(
                "[check]\nparallel = 8\nstate = \"/s\"\n",
                "pullover.toml:2: [check] parallel = 8: unknown key here; it belongs in [copy]",
                "pullover.toml:3: [check] state = \"/s\": unknown key here; it belongs in [replica] or [publish]");
    }

    @Test
    void keyOutsideAnySection() {
        assertErrors(
                "parallel = 8\nnonsense = [1]\n",
                "pullover.toml:1: parallel = 8: is outside any section; it belongs in [copy]",
                "pullover.toml:2: nonsense = [1]: unknown key, and outside any section");
    }

    @Test
    void unknownSection() {
        assertErrors(
                "[chekc]\nrise = 2\n[[server]]\n[\"a \\n b\"]\n",
                "pullover.toml:1: [chekc]: unknown section; did you mean [check]?",
                "pullover.toml:3: [server]: unknown section; did you mean [[servers]]?",
                "pullover.toml:4: [\"a \\n b\"]: unknown section; known are [replica], [[servers]], [check],"
                        + " [failback], [synchro], [copy], [log], [stat], [publish]");
    }

    @Test
    void sectionInTheWrongForm() {
        assertErrors(
                "stat = 5\n[servers]\nname = \"a\"\n[[check]]\nrise = 2\n",
                "pullover.toml:1: stat: its section is written [stat], and only once",
                "pullover.toml:2: servers: its section is written [[servers]], once for each server",
                "pullover.toml:4: check: its section is written [check], and only once");
        assertErrors("servers = [1]\n", "pullover.toml:1: servers: each must be a section [[servers]]");
    }

    @Test
    void missingKey() {
        assertErrors(
                "[replica]\n\n[[servers]]\n[publish]\n",
                "pullover.toml:1: [replica] directory: missing; add for example directory = \"/srv/replica\"",
                "pullover.toml:1: [replica] state: missing; add for example state = \"/var/lib/pullover\"",
                "pullover.toml:3: [[servers]] name: missing; add for example name = \"production\"",
                "pullover.toml:3: [[servers]] uri: missing; add for example uri ="
                        + " \"sftp://sync@prod.example:22/srv/outbox\"",
                "pullover.toml:4: [publish] base: missing; add for example base = \"/data/exports\"",
                "pullover.toml:4: [publish] outbox: missing; add for example outbox = \"/srv/outbox\"",
                "pullover.toml:4: [publish] state: missing; add for example state = \"/var/lib/pullover\"",
                "pullover.toml:4: [publish] sources: missing; add for example sources = [\"/data/exports/**/*.csv\"],"
                        + " or a list-file");
    }

    @Test
    void duplicateKey() {
        assertErrors(
                "[check]\nrise = 1\nrise = 2\n",
                "pullover.toml:3:1: rise = 2: rise previously defined at line 2, column 1");
    }

    @Test
    void duplicateSection() {
        assertErrors(
                "[check]\nrise = 1\n[log]\n[check]\nfall = 2\n",
                "pullover.toml:4:1: [check]: check previously defined at line 1, column 1");
    }

    @Test
    void syntaxErrorsShowTheirLine() {
        assertErrors(
                "[check]\ninterval = 2s\nrise = \nfall = 0\n[copy\nnonsense = 1\n",
                "pullover.toml:2:13: interval = 2s: Unexpected 's', expected a newline or end-of-input;"
                        + " texts, durations and sizes are written in quotes",
                "pullover.toml:3:8: rise =: Unexpected end of line, expected a value;"
                        + " texts, durations and sizes are written in quotes",
                "pullover.toml:4: [check] fall = 0: must be a whole number from 1 to 100",
                "pullover.toml:5:6: [copy: Unexpected end of line, expected ]");
    }

    @Test
    void whereTheSyntaxIsBrokenNothingIsReportedThatMayBeAConsequence() {
        assertErrors(
                "[replica]\ndirectory = /srv\n[[servers]\nname = \"a\"\n",
                "pullover.toml:2:13: directory = /srv: Unexpected '/', expected a value;"
                        + " texts, durations and sizes are written in quotes",
                "pullover.toml:3:10: [[servers]: Unexpected ']', expected ]] or .");
    }

    @Test
    void deepNestingIsRefused() {
        assertErrors(
                "[check]\nrise = " + "[".repeat(17) + "]".repeat(17) + "\n",
                "pullover.toml:2:1: rise = [[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]: Nesting is too deep"
                        + " (more than 16 levels of tables and arrays)");
    }

    @Test
    void messagesKeepToOneShortLineForEachError() {
        PulloverException error = parseError("[check]\nrise = \"\\n\\u001b[31m" + "x".repeat(1000) + "\"\n");

        assertEquals(
                "pullover.toml:2: [check] rise = \"\\u000A\\u001B[31m" + "x".repeat(62)
                        + "…: must be a whole number from 1 to 100",
                error.getMessage());
    }

    @Test
    void onlyTheFirstFiftyErrorsAreReported() {
        StringBuilder toml = new StringBuilder("[check]\n");
        for (int i = 0; i < 60; i++) {
            toml.append("nonsense").append(i).append(" = 1\n");
        }

        String[] lines = parseError(toml.toString()).getMessage().split("\n");

        assertEquals(51, lines.length);
        assertTrue(lines[49].startsWith("pullover.toml:51: [check] nonsense49"), lines[49]);
        assertEquals("pullover.toml: and 10 more", lines[50]);
    }

    private static PulloverException parseError(String toml) {
        PulloverException error = assertThrows(PulloverException.class, () -> ConfigLoader.parse(toml, FILE));
        assertEquals(ExitCode.USAGE, error.exitCode());
        return error;
    }

    static void assertErrors(String toml, String... lines) {
        assertEquals(String.join("\n", lines), parseError(toml).getMessage());
    }
}
