package dev.pullover.common.module;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** The locks of all processes, as the system lists them. Linux; elsewhere it says nothing. Stateless. */
final class SystemLocks {
    private static final Path LIST = Path.of("/proc/locks");
    /** Source: proc_locks(5): {@code 1: POSIX ADVISORY WRITE 12345 08:01:1234567 0 EOF}. */
    private static final int PID_FIELD = 4;

    private static final int INODE_FIELD = 5;

    private SystemLocks() {}

    /**
     * The processes that have a lock on this file; empty if the system does not tell. The device is not compared: several
     * file systems give another one there than in stat(2).
     */
    static Set<Long> holders(Path file) {
        Set<Long> pids = new HashSet<>();
        try {
            String inode = ":" + Files.getAttribute(file, "unix:ino");
            for (String line : Files.readAllLines(LIST)) {
                String[] fields = line.trim().split("\\s+");
                if (fields.length > INODE_FIELD && fields[INODE_FIELD].endsWith(inode)) {
                    pids.add(Long.parseLong(fields[PID_FIELD]));
                }
            }
        } catch (IOException | UnsupportedOperationException | NumberFormatException e) {
            // No Linux, or a line of a kind that we do not know, such as that of a process that waits for a lock.
            return pids;
        }
        return pids;
    }
}
