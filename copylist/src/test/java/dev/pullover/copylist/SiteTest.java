package dev.pullover.copylist;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What each test of a {@link Site} needs: one of its own. */
abstract class SiteTest {
    @TempDir
    Path root;

    Site site;

    @BeforeEach
    void makeSite() {
        site = new Site(root);
    }

    @AfterEach
    void closeSite() {
        site.close();
    }
}
