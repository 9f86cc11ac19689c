package dev.pullover.synchrolist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.pullover.common.PulloverException;
import dev.pullover.common.ledger.sqlite.SqliteCatalogLedger;
import dev.pullover.testkit.SmallDisk;
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

    private SmallDisk disk;

    @BeforeEach
    void mount() throws IOException, InterruptedException {
        disk = SmallDisk.mount(folder, 7 << 20)
                .orElseGet(() -> abort("SKIPPED: a full disk is tried on a tmpfs, which only root can mount"));
    }

    @AfterEach
    void unmount() throws IOException, InterruptedException {
        if (disk != null) {
            disk.close();
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
            disk.resize(100 << 20);
            assertInstanceOf(Look.Advanced.class, follower.look(setting.store("production")));
            assertEquals(TestSetting.model(publisher.lines()), TestSetting.content(ledger));
            assertEquals(FILES, ledger.lastChange());
        }
    }
}
