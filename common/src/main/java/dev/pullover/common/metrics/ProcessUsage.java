package dev.pullover.common.metrics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What this process takes of the machine, as the system counts it: for reports, a few reads in {@code /proc} each. */
public final class ProcessUsage {
    private static final Path STATUS = Path.of("/proc/self/status");
    /** Source: proc(5), "VmRSS: Resident set size", in units of 1024 bytes. */
    private static final String RESIDENT = "VmRSS:";

    private static final long KIB = 1024;

    private ProcessUsage() {}

    /** Sets {@link Counter#PROCESS_CPU} and {@link Counter#PROCESS_MEMORY}; what the system does not tell stays as it is. */
    public static void measure(Counters counters) {
        ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .ifPresent(cpu -> counters.set(Counter.PROCESS_CPU, cpu.toMillis()));
        long resident = residentBytes();
        if (resident > 0) {
            counters.set(Counter.PROCESS_MEMORY, resident);
        }
    }

    /** 0 if the system does not tell. */
    private static long residentBytes() {
        try {
            String status = Files.readString(STATUS);
            int at = status.indexOf(RESIDENT);
            return at < 0 ? 0 : number(status, at + RESIDENT.length()) * KIB;
        } catch (IOException e) {
            // No Linux, or a figure that is missing now and then: that harms nobody.
            return 0;
        }
    }

    private static long number(String text, int from) {
        long number = 0;
        for (int i = from; i < text.length() && text.charAt(i) != 'k'; i++) {
            if (Character.isDigit(text.charAt(i))) {
                number = number * 10 + Character.digit(text.charAt(i), 10);
            }
        }
        return number;
    }
}
