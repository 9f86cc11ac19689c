package dev.pullover.common.metrics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * The memory of a process, as the system counts it, in bytes. Linux; elsewhere, and where it may not be seen, empty.
 *
 * @param resident what it has in memory (RSS); pages that it shares with others count in full
 * @param proportional the same, where each shared page counts by the number of those who share it (PSS): the sum over
 *     processes is what they take together
 */
public record ProcessMemory(OptionalLong resident, OptionalLong proportional) {
    private static final Path PROC = Path.of("/proc");
    private static final long KIB = 1024;

    /** Of a process with this id. */
    public static ProcessMemory of(long pid) {
        return in(PROC.resolve(Long.toString(pid)));
    }

    /** Source: proc(5), "VmRSS: Resident set size", and "Pss", in units of 1024 bytes. */
    static ProcessMemory in(Path folder) {
        return new ProcessMemory(
                field(folder.resolve("status"), "VmRSS:"), field(folder.resolve("smaps_rollup"), "Pss:"));
    }

    /** What this process has in memory. */
    static OptionalLong ownResident() {
        return field(PROC.resolve("self/status"), "VmRSS:");
    }

    private static OptionalLong field(Path file, String name) {
        try {
            String text = Files.readString(file);
            int at = text.indexOf("\n" + name);
            if (at < 0) {
                return OptionalLong.empty();
            }
            int from = at + 1 + name.length();
            String number = text.substring(from, text.indexOf('k', from)).strip();
            return OptionalLong.of(Long.parseLong(number) * KIB);
        } catch (IOException | NumberFormatException | StringIndexOutOfBoundsException e) {
            // No Linux, somebody else's process, or one that has just ended.
            return OptionalLong.empty();
        }
    }
}
