package dev.pullover.publishlist;

import dev.pullover.common.path.FilePath;
import dev.pullover.common.path.PathBytes;
import dev.pullover.publishlist.TreeWalk.Place;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the operating system tell which names in the directories of sources change, and hands them to {@link PendingChanges}
 * from a thread of its own. {@link #watch} is for one other thread.
 *
 * <p>Where not all directories can be watched, none is: {@link #isBroken} says so, and sweeps must do.
 */
final class Watches implements Closeable {
    /** Most directories; each costs about 1 KiB in the kernel and as much here. */
    static final int MAX_DIRECTORIES = 100_000;

    private static final Logger log = LoggerFactory.getLogger(Watches.class);
    private static final WatchEvent.Kind<?>[] KINDS = {
        StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY, StandardWatchEventKinds.ENTRY_DELETE
    };

    private final WatchService service;
    private final PendingChanges pending;
    private final int maxDirectories;
    private final Map<Path, WatchKey> keys = new HashMap<>();
    private final Map<WatchKey, Place> places = new ConcurrentHashMap<>();
    private boolean broken;

    /** Watches nothing yet. */
    Watches(PendingChanges pending, int maxDirectories) {
        this.pending = pending;
        this.maxDirectories = maxDirectories;
        try {
            this.service = FileSystems.getDefault().newWatchService();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread reader = new Thread(this::read, "watches");
        reader.setDaemon(true);
        reader.start();
    }

    /** From now on tells what changes in a directory; to be called before it is listed. */
    void watch(Place place) {
        WatchKey known = keys.get(place.directory());
        if (broken) {
            return;
        }
        if (known != null && known.isValid()) {
            places.put(known, place);
            return;
        }
        if (keys.size() >= maxDirectories) {
            giveUp("more than " + maxDirectories + " directories");
            return;
        }
        try {
            WatchKey key = place.directory().register(service, KINDS);
            keys.put(place.directory(), key);
            places.put(key, place);
        } catch (NoSuchFileException | NotDirectoryException e) {
            log.debug("not watched, it is gone: {}", place.directory());
        } catch (IOException e) {
            giveUp(place.directory() + ": " + Problems.reason(e));
        }
    }

    /** Whether sweeps alone must find what changes. */
    boolean isBroken() {
        return broken;
    }

    /** How many directories are watched. */
    int size() {
        return broken ? 0 : keys.size();
    }

    /** Forgets directories that are gone; to be called now and then. */
    void forgetGone() {
        keys.values().removeIf(key -> {
            if (!key.isValid()) {
                places.remove(key);
            }
            return !key.isValid();
        });
    }

    @Override
    public void close() {
        try {
            service.close();
        } catch (IOException e) {
            log.debug("closing the watches failed", e);
        }
    }

    private void giveUp(String problem) {
        broken = true;
        close();
        log.warn(
                "the sources cannot be watched: {}; they are swept over every `interval` instead. On Linux, a higher"
                        + " fs.inotify.max_user_watches (sysctl) may help",
                problem);
    }

    private void read() {
        try {
            while (true) {
                WatchKey key = service.take();
                Place place = places.get(key);
                for (WatchEvent<?> event : key.pollEvents()) {
                    tell(place, event);
                }
                key.reset();
            }
        } catch (ClosedWatchServiceException e) {
            log.debug("no more watches");
        } catch (InterruptedException e) {
            // A daemon thread that nobody interrupts but a process that is ending.
            Thread.currentThread().interrupt();
        }
    }

    private void tell(Place place, WatchEvent<?> event) {
        if (place == null
                || event.kind() == StandardWatchEventKinds.OVERFLOW
                || !(event.context() instanceof Path name)) {
            pending.lost();
        } else if (event.kind() == StandardWatchEventKinds.ENTRY_DELETE) {
            pending.deleted();
        } else {
            pending.changed(place, FilePath.ofBytes(PathBytes.name(name)));
        }
    }
}
