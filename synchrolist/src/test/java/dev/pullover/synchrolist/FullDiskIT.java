package dev.pullover.synchrolist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pullover.common.PulloverException;
import dev.pullover.common.ledger.sqlite.SqliteCatalogLedger;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The state directory on a file system that is too small: needs root, for the mount. */
final class FullDiskIT {
    private static final int FILES = 60_000;

    @TempDir
    private Path folder;

    private boolean mounted;

    @BeforeEach
    void mount() throws IOException, InterruptedException {
        boolean root = System.getProperty("user.name").equals("root");
        assertTrue(root || !"true".equals(System.getenv("CI")), "CI must run this as root: it mounts a tmpfs");
        assumeTrue(root, "SKIPPED: a full disk is tried on a tmpfs, which only root can mount");
        run("mount", "-t", "tmpfs", "-o", "size=7m", "tmpfs", folder.toString());
        mounted = true;
    }

    @AfterEach
    void unmount() throws IOException, InterruptedException {
        if (mounted) {
            run("umount", "-l", folder.toString());
        }
    }

    @Test
    void aFullDiskIsToldAndSurvivedAndNothingIsLost() throws IOException, InterruptedException {
        Publisher publisher = Publisher.begin(1);
        for (int i = 0; i < FILES; i++) {
            publisher.put("directory/file-" + i, "x");
        }
        try (TestSetting setting = new TestSetting(folder);
                SqliteCatalogLedger ledger = setting.openLedger()) {
            publisher.publish(setting.production);
            CatalogFollower follower = new CatalogFollower(setting.context(), ledger);
            for (int i = 0; i < 3; i++) {
                PulloverException e =
                        assertThrows(PulloverException.class, () -> follower.look(setting.store("production")));
                assertTrue(e.getMessage().endsWith("catalog.db: the disk is full: make room"), e.getMessage());
            }
            assertTrue(ledger.lastChange() < FILES, "it fitted after all");
            assertEquals(ledger.lastChange(), ledger.totals(0).files(), "what was told is what is there");
            run("mount", "-o", "remount,size=100m", folder.toString());
            assertInstanceOf(Look.Advanced.class, follower.look(setting.store("production")));
            assertEquals(TestSetting.model(publisher.lines()), TestSetting.content(ledger));
            assertEquals(FILES, ledger.lastChange());
        }
    }

    private static void run(String... command) throws IOException, InterruptedException {
        assertEquals(0, new ProcessBuilder(command).inheritIO().start().waitFor(), String.join(" ", command));
    }
}
