package dev.pullover.common.module;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells when files are made or written in some folders, so that nobody need look again and again. Not thread-safe, but for
 * the thread of its own on which it tells.
 */
final class FolderWatch implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(FolderWatch.class);

    private final WatchService service;
    private final Runnable onChange;
    private final Set<Path> watched = new HashSet<>();
    private boolean complete = true;

    private FolderWatch(WatchService service, Runnable onChange) {
        this.service = service;
        this.onChange = onChange;
        Thread thread = new Thread(this::listen, "folder-watch");
        thread.setDaemon(true);
        thread.start();
    }

    /** @param onChange called on the thread of the watch, whenever something has changed in a watched folder */
    static FolderWatch start(Runnable onChange) {
        try {
            return new FolderWatch(FileSystems.getDefault().newWatchService(), onChange);
        } catch (IOException e) {
            throw new UncheckedIOException("no folder can be watched: " + e.getMessage(), e);
        }
    }

    /**
     * Watches {@code folder}, which is made if it is not there. Asked again, nothing happens.
     *
     * @return whether it was not watched before
     */
    boolean add(Path folder) {
        if (!watched.add(folder)) {
            return false;
        }
        try {
            Files.createDirectories(folder);
            folder.register(service, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY);
        } catch (IOException e) {
            if (complete) {
                log.warn("{} cannot be watched, so it is looked at often: {}", folder, e.getMessage());
            }
            complete = false;
        }
        return true;
    }

    /** Whether every folder is watched; if not, someone must look. */
    boolean isComplete() {
        return complete;
    }

    @Override
    public void close() {
        try {
            service.close();
        } catch (IOException e) {
            // The thread that would be left behind is a daemon's.
            log.debug("watch of folders not closed: {}", e.getMessage());
        }
    }

    private void listen() {
        try {
            while (true) {
                WatchKey key = service.take();
                key.pollEvents();
                key.reset();
                onChange.run();
            }
        } catch (ClosedWatchServiceException | InterruptedException e) {
            // The end: nobody is to be told any more.
            return;
        }
    }
}
