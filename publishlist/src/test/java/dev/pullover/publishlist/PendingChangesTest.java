package dev.pullover.publishlist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.path.FilePath;
import dev.pullover.publishlist.TreeWalk.Place;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PendingChangesTest {
    private static final Place PLACE =
            new Place(Path.of("/d"), FilePath.of("d"), GlobState.of(List.of()), GlobState.of(List.of()));

    private long nowNs;
    private int woken;
    private final PendingChanges pending = new PendingChanges(Duration.ofNanos(50), () -> nowNs, () -> woken++);

    @Test
    void aNameWaitsUntilItIsQuiet() {
        pending.changed(PLACE, FilePath.of("a"));
        nowNs = 30;
        pending.changed(PLACE, FilePath.of("b"));
        pending.changed(PLACE, FilePath.of("a"));
        nowNs = 79;
        assertTrue(pending.takeQuiet().isEmpty());
        assertEquals(1, pending.untilQuietNs(1000));
        nowNs = 80;
        assertEquals(Map.of(PLACE, Set.of(FilePath.of("a"), FilePath.of("b"))), pending.takeQuiet());
        assertTrue(pending.takeQuiet().isEmpty());
        assertEquals(1000, pending.untilQuietNs(1000));
        assertEquals(3, woken);
    }

    @Test
    void tooManyNamesMeanASweep() {
        for (int i = 0; i <= PendingChanges.MAX_NAMES; i++) {
            assertFalse(pending.isLost());
            pending.changed(PLACE, FilePath.of("f" + i));
        }
        assertTrue(pending.isLost());
        pending.forgetAll();
        assertFalse(pending.isLost());
        nowNs = 1000;
        assertTrue(pending.takeQuiet().isEmpty());
    }
}
