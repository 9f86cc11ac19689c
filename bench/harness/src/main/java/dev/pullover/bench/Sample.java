package dev.pullover.bench;

/**
 * What one run of a program cost.
 *
 * @param seconds from start to end
 * @param cpuSeconds of it and all its children, user and system, as far as they ended before it
 * @param peakBytes the sum of the largest resident sets of its processes, read every few milliseconds: what is shared
 *     counts once for each process, and a process that lives shorter than that may be missing
 */
record Sample(double seconds, double cpuSeconds, long peakBytes) {}
