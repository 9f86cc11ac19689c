package dev.pullover.common.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ConfigurationPageTest {
    static final Path PAGE = Path.of("..", "docs", "configuration.md");

    private static final String UPDATE = "pullover.docs.update";
    private static final String END_OF_PROSE = "-->\n";

    @Test
    void pageSaysOfEveryKeyWhatTheTableSays() throws IOException {
        String page = Files.readString(PAGE);
        int prose = page.indexOf(END_OF_PROSE) + END_OF_PROSE.length();
        assertTrue(prose > END_OF_PROSE.length(), PAGE + " has lost its marker " + END_OF_PROSE);
        if (Boolean.getBoolean(UPDATE)) {
            Files.writeString(PAGE, page.substring(0, prose) + ConfigurationPage.keys());
        } else {
            assertEquals(
                    ConfigurationPage.keys(),
                    page.substring(prose),
                    PAGE + " is stale: run this test with -D" + UPDATE + "=true");
        }
    }

    /** The first block of code in the page. */
    static String example() throws IOException {
        String page = Files.readString(PAGE);
        int start = page.indexOf("```toml\n") + "```toml\n".length();
        return page.substring(start, page.indexOf("```", start));
    }
}
