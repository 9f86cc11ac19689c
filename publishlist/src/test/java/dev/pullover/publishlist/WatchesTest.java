package dev.pullover.publishlist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.path.FilePath;
import dev.pullover.publishlist.TreeWalk.Place;
import dev.pullover.testkit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Where watching ends, and sweeps must find what changes. */
@Timeout(120)
class WatchesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** More than the JDK keeps for one directory before it says that some were lost. */
    private static final int MANY = 2000;

    @TempDir
    Path directory;

    private final CountDownLatch goOn = new CountDownLatch(1);

    @Test
    void moreDirectoriesThanAllowedAreNotWatchedAtAll() throws IOException {
        PendingChanges pending = pending(() -> {});
        try (Watches watches = new Watches(pending, 2, path -> "ext4")) {
            for (String name : new String[] {"a", "b"}) {
                watches.watch(place(name));
            }
            assertFalse(watches.isBroken());
            assertEquals(2, watches.size());
            watches.watch(place("c"));
            assertTrue(watches.isBroken());
            assertEquals(0, watches.size());
            watches.watch(place("d"));
        }
    }

    @Test
    void whatOthersMayChangeUnseenIsNotWatched() throws IOException {
        for (String type : new String[] {"nfs4", "cifs", "fuse.sshfs"}) {
            try (Watches watches = new Watches(pending(() -> {}), 2, path -> type)) {
                watches.watch(place("a"));
                assertTrue(watches.isBroken(), type);
            }
        }
        for (String type : new String[] {"xfs", "tmpfs", "fuseblk"}) {
            try (Watches watches = new Watches(pending(() -> {}), 2, path -> type)) {
                watches.watch(place("a"));
                assertFalse(watches.isBroken(), type);
            }
        }
    }

    @Test
    void moreEventsThanTheSystemKeepsAreToldAsLost() throws Exception {
        PendingChanges pending = pending(this::untilAllAreThere);
        Place place = place("a");
        try (Watches watches = new Watches(pending, 10, path -> "ext4")) {
            watches.watch(place);
            for (int i = 0; i < MANY; i++) {
                Files.createFile(place.directory().resolve("f" + i));
            }
            goOn.countDown();
            Await.until(PATIENCE, "it is told that some were lost", pending::isLost);
        }
    }

    /** The first event is told, and while nobody takes the next ones they become too many. */
    private void untilAllAreThere() {
        try {
            goOn.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Place place(String name) throws IOException {
        GlobState none = GlobState.of(List.of());
        return new Place(Files.createDirectories(directory.resolve(name)), FilePath.of(name), none, none);
    }

    private static PendingChanges pending(Runnable wakeUp) {
        return new PendingChanges(Duration.ofMillis(50), System::nanoTime, wakeUp);
    }
}
