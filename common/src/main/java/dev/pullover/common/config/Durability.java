package dev.pullover.common.config;

/** When a file counts as arrived. */
public enum Durability {
    /** Once it would survive a power cut. */
    FULL,
    /** Once the operating system has it; nothing is synced. */
    OS
}
