package dev.pullover.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process and all that it has started, as far as they have not been orphaned. */
final class ProcessTree {
    private static final long KILL_TIMEOUT_SECONDS = 10;

    private final ProcessHandle root;

    ProcessTree(ProcessHandle root) {
        this.root = root;
    }

    /** Stops root first, so that it starts nothing more while the others are counted. */
    void suspend() throws IOException {
        signal("STOP", List.of(root));
        signal("STOP", members());
    }

    void resume() throws IOException {
        signal("CONT", members());
    }

    /**
     * Sends {@code name} (TERM or KILL) to all, also if suspended, and waits until all are gone; after
     * {@code patience} those left are killed.
     */
    void end(String name, Duration patience) throws IOException {
        signal("STOP", List.of(root));
        List<ProcessHandle> all = members();
        signal(name, all);
        signal("CONT", all);
        if (!Await.within(patience, () -> all.stream().noneMatch(ProcessTree::runs))) {
            all.forEach(ProcessHandle::destroyForcibly);
        }
    }

    private List<ProcessHandle> members() {
        List<ProcessHandle> all = new ArrayList<>();
        all.add(root);
        root.descendants().forEach(all::add);
        return all;
    }

    /** A process that is dead but not yet buried by its parent counts as alive for the JDK. */
    private static boolean runs(ProcessHandle process) {
        Path stat = Path.of("/proc", Long.toString(process.pid()), "stat");
        try {
            return process.isAlive()
                    && !(Files.exists(stat) && Files.readString(stat).contains(") Z "));
        } catch (IOException e) {
            return false; // gone since
        }
    }

    /** By the shell, as the JDK sends no other signals than TERM and KILL. Processes gone meanwhile do not matter. */
    private static void signal(String name, List<ProcessHandle> processes) throws IOException {
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", "kill -$0 \"$@\" 2>/dev/null || :", name));
        processes.forEach(process -> command.add(Long.toString(process.pid())));
        Process kill = new ProcessBuilder(command).start();
        try {
            if (!kill.waitFor(KILL_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("cannot send " + name + " to " + command.subList(4, command.size()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while sending " + name, e);
        }
    }
}
