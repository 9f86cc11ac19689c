package dev.pullover.copylist;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files that cannot be pulled for the time being, through no fault of theirs: no server can be used, or there is no space.
 * Nothing new is handed out meanwhile, and each condition is told once. One thread.
 */
final class Waiting {
    private static final Logger log = LoggerFactory.getLogger(Waiting.class);
    /** How often free space is looked at while there is too little. */
    private static final Duration SPACE_INTERVAL = Duration.ofSeconds(5);

    private final ServerChooser chooser;
    private final Space space;
    private final LongSupplier nanoTime;
    private final List<Task> tasks = new ArrayList<>();
    private boolean noServer;
    private boolean noSpace;
    private boolean toldServer;
    private boolean toldSpace;
    private long spaceNs;

    Waiting(ServerChooser chooser, Space space, LongSupplier nanoTime) {
        this.chooser = chooser;
        this.space = space;
        this.nanoTime = nanoTime;
    }

    /** Whether it was for want of a server that {@link #isStuck} said so. */
    boolean isForServer() {
        return noServer;
    }

    void forServer(Task task) {
        tasks.add(task);
        noServer = true;
        if (!toldServer) {
            toldServer = true;
            log.error("no server can be used: {}", chooser.describe());
        }
    }

    void forSpace(Task task, String reason) {
        tasks.add(task);
        startedForSpace(task.path() + ": " + reason);
    }

    /** There is no space even to record what is done. */
    void forSpace(String reason) {
        startedForSpace(reason);
    }

    /** A file has come. */
    void worked() {
        if (toldServer || toldSpace) {
            log.info("copying goes on");
        }
        toldServer = false;
        toldSpace = false;
    }

    /** Whether it is of no use to try again now. */
    boolean isStuck() {
        noServer = noServer && !chooser.hasServer();
        noSpace = noSpace && !hasSpace();
        return noServer || noSpace;
    }

    /** Hands back the files that waited. */
    List<Task> takeAll() {
        List<Task> taken = List.copyOf(tasks);
        tasks.clear();
        return taken;
    }

    private void startedForSpace(String what) {
        noSpace = true;
        spaceNs = nanoTime.getAsLong();
        if (!toldSpace) {
            toldSpace = true;
            log.error("no space, pulling stops: {}", what);
        }
    }

    private boolean hasSpace() {
        if (nanoTime.getAsLong() - spaceNs < SPACE_INTERVAL.toNanos()) {
            return false;
        }
        spaceNs = nanoTime.getAsLong();
        try {
            return space.hasRoomFor(tasks.isEmpty() ? 0 : tasks.get(0).size());
        } catch (IOException e) {
            log.error("free space of the replica cannot be read: {}", e.toString());
            return false;
        }
    }
}
