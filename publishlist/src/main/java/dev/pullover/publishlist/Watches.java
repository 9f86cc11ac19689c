package dev.pullover.publishlist;

import dev.pullover.common.path.FilePath;
import dev.pullover.common.path.PathBytes;
import dev.pullover.publishlist.TreeWalk.Place;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the operating system tell which names in the directories of sources change, and hands them to {@link PendingChanges}
 * from a thread of its own. {@link #watch} is for one other thread.
 *
 * <p>Where not all directories can be watched, or other machines may change them, none is: {@link #isBroken} says so, and
 * sweeps must do.
 */
final class Watches implements Closeable {
    /** Most directories; each costs about 1 KiB in the kernel and as much here. */
    static final int MAX_DIRECTORIES = 100_000;

    /** Types of file systems that other machines change without this one being told; and all in user space. */
    private static final Set<String> SHARED = Set.of(
            "9p",
            "acfs",
            "afs",
            "beegfs",
            "ceph",
            "cifs",
            "gfs",
            "gfs2",
            "glusterfs",
            "gpfs",
            "lustre",
            "ncpfs",
            "nfs",
            "nfs4",
            "ocfs2",
            "smb3",
            "smbfs",
            "vboxsf",
            "virtiofs",
            "vmhgfs");

    private static final String USER_SPACE = "fuse.";

    private static final Logger log = LoggerFactory.getLogger(Watches.class);
    private static final WatchEvent.Kind<?>[] KINDS = {
        StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY, StandardWatchEventKinds.ENTRY_DELETE
    };

    private final @Nullable WatchService service;
    private final PendingChanges pending;
    private final int maxDirectories;
    private final Types types;
    private final Set<Object> devices = new HashSet<>();
    private final Map<Path, WatchKey> keys = new HashMap<>();
    private final Map<WatchKey, Place> places = new ConcurrentHashMap<>();
    private boolean broken;

    /** Knows what type a file system is of. */
    @FunctionalInterface
    interface Types {
        /** The type of that which has the directory, such as {@code ext4}. */
        String of(Path directory) throws IOException;
    }

    /** Watches nothing yet. */
    Watches(PendingChanges pending, int maxDirectories, Types types) {
        this.pending = pending;
        this.maxDirectories = maxDirectories;
        this.types = types;
        this.service = open();
        if (service != null) {
            Thread reader = new Thread(() -> read(service), "watches");
            reader.setDaemon(true);
            reader.start();
        }
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
            requireLocal(place.directory());
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
            if (service != null) {
                service.close();
            }
        } catch (IOException e) {
            log.debug("closing the watches failed", e);
        }
    }

    private @Nullable WatchService open() {
        try {
            return FileSystems.getDefault().newWatchService();
        } catch (IOException e) {
            giveUp(Problems.reason(e));
            return null;
        }
    }

    /** Asks for the type once for each device: it is looked up among all mounts. */
    private void requireLocal(Path directory) throws IOException {
        if (devices.add(Files.getAttribute(directory, "unix:dev"))) {
            String type = types.of(directory);
            if (SHARED.contains(type) || type.startsWith(USER_SPACE)) {
                throw new IOException("on " + type + ", where nobody tells what other machines change");
            }
        }
    }

    private void giveUp(String problem) {
        broken = true;
        close();
        log.warn(
                "the sources cannot be watched: {}; they are swept over every `interval` instead. Where Linux says"
                        + " 'limit', a higher fs.inotify.max_user_watches or max_user_instances (sysctl) helps",
                problem);
    }

    private void read(WatchService service) {
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
