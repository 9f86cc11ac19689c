package dev.pullover.common.config;

import static dev.pullover.common.config.ConfigErrorsTest.assertErrors;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DirectoryErrorsTest {
    private static final String PUBLISH = "[publish]\nbase = \"/data/exports\"\noutbox = \"/o\"\nstate = \"/s\"\n";

    @Test
    void stateOfTheReplicaWhereFilesArrive() {
        assertErrors(
                "[replica]\ndirectory = \"/srv/replica\"\nstate = \"/srv/x/../replica/state\"\n",
                "pullover.toml:3: [replica] state = \"/srv/x/../replica/state\": must not be in directory ="
                        + " \"/srv/replica\"");
        assertErrors(
                "[replica]\ndirectory = \"r\"\nstate = \"r\"\n",
                "pullover.toml:3: [replica] state = \"r\": must not be in directory = \"r\"");
    }

    @Test
    void stateOfThePublisherInTheOutbox() {
        assertErrors(
                "[publish]\nsources = [\"*\"]\nbase = \"/b\"\noutbox = \"/o\"\nstate = \"/o/s\"\n",
                "pullover.toml:5: [publish] state = \"/o/s\": must not be in outbox = \"/o\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/data/other/*.csv", "/data/exports-old/**", "../other/*.csv", "/etc/passwd"})
    void sourceThatCannotBeBelowTheBase(String pattern) {
        assertErrors(
                PUBLISH + "sources = [\"/data/exports/*\", \"" + pattern + "\"]\n",
                "pullover.toml:5: [publish] sources: \"" + pattern + "\" must be below base = \"/data/exports\"");
    }

    @Test
    void sourcesThatMayBeBelowTheBaseAreTaken() {
        List<String> sources = List.of(
                "/data/exports/**/*.csv",
                "/data/*/x",
                "/data/ex*/x",
                "*.csv",
                "a/b.csv",
                "/data/exports/one",
                "/**",
                "{a,b}/c");

        Config config = ConfigLoader.parse(
                PUBLISH + "sources = [\"" + String.join("\", \"", sources) + "\"]\n", Path.of("pullover.toml"));

        assertEquals(sources, config.requirePublish().sources());
    }

    @Test
    void sourcesThatAreNone() {
        assertErrors(
                PUBLISH + "sources = []\n",
                "pullover.toml:5: [publish] sources = []: must be a list [\"…\", \"…\"] of 1 to 1000,"
                        + " each a glob pattern");
        assertErrors(
                PUBLISH + "sources = [\n\"{a{b}}\",\n3,\n\"\"]\n",
                "pullover.toml:6: [publish] sources: \"{a{b}}\" is not a glob pattern: Cannot nest groups",
                "pullover.toml:7: [publish] sources: 3 must be a glob pattern of 1 to 4096 characters, in quotes",
                "pullover.toml:8: [publish] sources: \"\" must be a glob pattern of 1 to 4096 characters, in quotes");
    }
}
