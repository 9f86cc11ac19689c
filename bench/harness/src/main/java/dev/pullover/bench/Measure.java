package dev.pullover.bench;

import dev.pullover.testkit.ProcessFigures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs programs and says what they cost. Linux only: figures come from {@code /proc}. One run at a time. */
final class Measure {
    private static final long POLL_MS = 10;
    private static final long TIMEOUT_SECONDS = 3600;
    private static final double TICKS_PER_SECOND = 100;
    private static final double NANOS_PER_SECOND = 1e9;
    /** In {@code /proc/self/stat} behind the command's name: times of children that were waited for. */
    private static final int CHILDREN_USER = 13;

    private static final int CHILDREN_SYSTEM = 14;
    private static final int KIB = 1024;

    private Measure() {}

    /**
     * Runs a command to its end.
     *
     * @param output where what it prints goes
     * @param allowed exit codes that are good
     * @throws WrongResultException if it ends with another exit code; the message has the end of what it printed
     */
    static Sample run(List<String> command, Map<String, String> environment, Path output, int... allowed)
            throws IOException, InterruptedException, WrongResultException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")));
        builder.environment().putAll(environment);
        double cpuBefore = childrenCpuSeconds();
        long start = System.nanoTime();
        Process process = builder.start();
        Map<Long, Long> peaks = new HashMap<>();
        while (!process.waitFor(POLL_MS, TimeUnit.MILLISECONDS)) {
            watch(process, peaks);
            if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS)) {
                process.destroyForcibly();
                throw new WrongResultException(String.join(" ", command) + " did not end in " + TIMEOUT_SECONDS + " s");
            }
        }
        double seconds = (System.nanoTime() - start) / NANOS_PER_SECOND;
        int status = process.exitValue();
        for (int good : allowed.length == 0 ? new int[] {0} : allowed) {
            if (status == good) {
                return new Sample(
                        seconds,
                        childrenCpuSeconds() - cpuBefore,
                        peaks.values().stream().mapToLong(Long::longValue).sum());
            }
        }
        List<String> lines = Files.readAllLines(output);
        throw new WrongResultException(String.join(" ", command) + " ended with " + status + ": "
                + String.join("\n", lines.subList(Math.max(0, lines.size() - 10), lines.size())));
    }

    /** CPU seconds that a running process has used so far, without its children. */
    static double cpuSeconds(long pid) throws IOException {
        String[] fields = stat(Path.of("/proc/" + pid + "/stat"));
        return (Long.parseLong(fields[CHILDREN_USER - 2]) + Long.parseLong(fields[CHILDREN_SYSTEM - 2]))
                / TICKS_PER_SECOND;
    }

    /** Proportional set size of a running process, in bytes. */
    static long proportionalBytes(long pid) throws IOException {
        return field(Path.of("/proc/" + pid + "/smaps_rollup"), "Pss:");
    }

    private static double childrenCpuSeconds() throws IOException {
        String[] fields = stat(Path.of("/proc/self/stat"));
        return (Long.parseLong(fields[CHILDREN_USER]) + Long.parseLong(fields[CHILDREN_SYSTEM])) / TICKS_PER_SECOND;
    }

    private static String[] stat(Path file) throws IOException {
        String line = Files.readString(file);
        return line.substring(line.lastIndexOf(')') + 2).split(" ");
    }

    private static void watch(Process process, Map<Long, Long> peaks) {
        try (Stream<ProcessHandle> children = process.descendants()) {
            Stream.concat(Stream.of(process.toHandle()), children).forEach(handle -> {
                // 0 of one that has just ended: what was seen of it counts
                peaks.merge(handle.pid(), ProcessFigures.peakResidentBytes(handle.pid()), Math::max);
            });
        }
    }

    /** The bytes of a line such as {@code Pss:  1234 kB}; 0 if there is none, as of a process that is ending. */
    private static long field(Path file, String name) throws IOException {
        for (String line : Files.readAllLines(file)) {
            if (line.startsWith(name)) {
                return Long.parseLong(line.replaceAll("\\D", "")) * KIB;
            }
        }
        return 0;
    }
}
