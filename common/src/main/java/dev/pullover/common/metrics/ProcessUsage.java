package dev.pullover.common.metrics;

/** What this process takes of the machine, as the system counts it: for reports, a few reads in {@code /proc} each. */
public final class ProcessUsage {
    private ProcessUsage() {}

    /** Sets {@link Counter#PROCESS_CPU} and {@link Counter#PROCESS_MEMORY}; what the system does not tell stays as it is. */
    public static void measure(Counters counters) {
        ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .ifPresent(cpu -> counters.set(Counter.PROCESS_CPU, cpu.toMillis()));
        ProcessMemory.ownResident().ifPresent(bytes -> counters.set(Counter.PROCESS_MEMORY, bytes));
    }
}
