package dev.pullover.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a run could leave behind: processes and a mount. Its processes are known by the run's directory in their command lines,
 * whoever started them, and by their parents.
 */
final class ChaosRemains {
    private static final int LOOKS = 100;
    private static final int PAUSE_MS = 50;
    /** Being killed, a supervisor may have started one more: so often nobody must be found in a row. */
    private static final int QUIET_LOOKS = 3;

    private ChaosRemains() {}

    /** Kills the processes, then takes the disk off. Files stay. */
    static void remove(Path work) throws IOException, InterruptedException {
        kill(work);
        unmount(work.resolve(ChaosScene.DISK));
    }

    /** All processes of the run in {@code work}, also suspended ones, and those that are being started meanwhile. */
    private static void kill(Path work) throws InterruptedException {
        int quiet = 0;
        for (int look = 0; look < LOOKS && quiet < QUIET_LOOKS; look++) {
            Set<ProcessHandle> found = processes(work + "/");
            found.forEach(ProcessHandle::destroyForcibly);
            quiet = found.isEmpty() ? quiet + 1 : 0;
            TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
        }
    }

    /** Those with a path that begins so in their command lines, and their descendants, without this one. */
    static Set<ProcessHandle> processes(String beginning) {
        return ProcessHandle.allProcesses()
                .filter(process -> process.pid() != ProcessHandle.current().pid() && isOf(beginning, process))
                .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
                .collect(Collectors.toSet());
    }

    /** Takes the disk off, if it is a mount, even if somebody still has a file open there. */
    private static void unmount(Path disk) throws IOException, InterruptedException {
        Path mounts = Path.of("/proc/self/mounts");
        if (Files.exists(mounts) && Files.readString(mounts).contains(" " + disk + " ")) {
            new ProcessBuilder(List.of("umount", "-l", disk.toString()))
                    .inheritIO()
                    .start()
                    .waitFor();
        }
    }

    private static boolean isOf(String beginning, ProcessHandle process) {
        try {
            byte[] line = Files.readAllBytes(Path.of("/proc", Long.toString(process.pid()), "cmdline"));
            return new String(line, StandardCharsets.UTF_8).contains(beginning);
        } catch (IOException e) {
            return false; // gone since
        }
    }
}
