package dev.pullover.common.config;

/** How a server's files are learnt. */
public enum SynchroMode {
    /** From the catalog where the server has one, else by scanning. */
    AUTO,
    /** From the catalog only; a server without one is not used. */
    CATALOG,
    /** By listing directories, also where there is a catalog. */
    SCAN
}
