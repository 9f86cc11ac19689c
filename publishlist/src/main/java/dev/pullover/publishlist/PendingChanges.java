package dev.pullover.publishlist;

import dev.pullover.common.path.FilePath;
import dev.pullover.publishlist.TreeWalk.Place;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Names that were reported as changed and are not looked at yet: each waits until nothing was heard of it for a while, so that
 * a file that is being written is not read at each of its blocks. For all threads.
 */
final class PendingChanges {
    /** Names kept; if there are more, a sweep must find them. */
    static final int MAX_NAMES = 20_000;

    private final long quietNs;
    private final LongSupplier nanoTime;
    private final Runnable wakeUp;
    /** When each name was last heard of, the first in line first. */
    private final LinkedHashMap<Name, Long> heardNs = new LinkedHashMap<>();
    /** What each directory is, as last told. */
    private final Map<Path, Place> places = new HashMap<>();

    private boolean lost;
    private boolean deleted;

    private record Name(Path directory, FilePath name) {}

    /**
     * None yet.
     *
     * @param quiet how long nothing must have been heard of a name
     * @param wakeUp called when there is something new
     */
    PendingChanges(Duration quiet, LongSupplier nanoTime, Runnable wakeUp) {
        this.quietNs = quiet.toNanos();
        this.nanoTime = nanoTime;
        this.wakeUp = wakeUp;
    }

    void changed(Place place, FilePath name) {
        synchronized (this) {
            Name key = new Name(place.directory(), name);
            heardNs.remove(key);
            if (heardNs.size() >= MAX_NAMES) {
                forgetAll();
                lost = true;
            } else {
                heardNs.put(key, nanoTime.getAsLong());
                places.put(place.directory(), place);
            }
        }
        wakeUp.run();
    }

    /** Something changed, and nobody knows what. */
    void lost() {
        synchronized (this) {
            lost = true;
        }
        wakeUp.run();
    }

    /** Something was deleted. */
    void deleted() {
        synchronized (this) {
            deleted = true;
        }
        wakeUp.run();
    }

    /** Before a sweep, which looks at everything: what is heard from now on counts. */
    synchronized void forgetAll() {
        heardNs.clear();
        places.clear();
        lost = false;
        deleted = false;
    }

    synchronized boolean isLost() {
        return lost;
    }

    synchronized boolean isDeleted() {
        return deleted;
    }

    /** Takes the names that have been quiet long enough, by directory. */
    synchronized Map<Place, Set<FilePath>> takeQuiet() {
        Map<Place, Set<FilePath>> quiet = new LinkedHashMap<>();
        long now = nanoTime.getAsLong();
        Iterator<Map.Entry<Name, Long>> names = heardNs.entrySet().iterator();
        while (names.hasNext()) {
            Map.Entry<Name, Long> next = names.next();
            if (now - next.getValue() < quietNs) {
                break;
            }
            Place place = places.get(next.getKey().directory());
            quiet.computeIfAbsent(place, key -> new LinkedHashSet<>())
                    .add(next.getKey().name());
            names.remove();
        }
        if (heardNs.isEmpty()) {
            places.clear();
        }
        return quiet;
    }

    /** How long until {@link #takeQuiet} has something, nanoseconds; {@code most} if nothing is in line. */
    synchronized long untilQuietNs(long most) {
        if (heardNs.isEmpty()) {
            return most;
        }
        long oldest = heardNs.values().iterator().next();
        return Math.max(0, Math.min(most, oldest + quietNs - nanoTime.getAsLong()));
    }
}
