package dev.pullover.common;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Who writes a message, holds a lock, answers a request: a module, or a helper of the modules. */
public enum ModuleName {
    TESTSERVER(1),
    SYNCHROLIST(2),
    COPYLIST(3),
    STAT(4),
    LOG(5),
    PUBLISHLIST(6),
    /** The supervisor, and {@code pullover once}, which stands in for all modules. */
    LAUNCHER(7),
    /** A short-lived command. */
    CLI(8);

    /** The modules of a replica server, in the order in which they are started. */
    public static final List<ModuleName> REPLICA_MODULES = List.of(LOG, STAT, TESTSERVER, SYNCHROLIST, COPYLIST);

    private final int id;
    private final String word;

    ModuleName(int id) {
        this.id = id;
        this.word = name().toLowerCase(Locale.ROOT);
    }

    /** The id in binary messages, 1 to 255, never reused. */
    public int id() {
        return id;
    }

    /** The name on the command line, in file names and in the log: lower case. */
    public String word() {
        return word;
    }

    /**
     * The module with this id.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static ModuleName of(int id) {
        for (ModuleName module : values()) {
            if (module.id == id) {
                return module;
            }
        }
        throw new IllegalArgumentException("unknown module id " + id);
    }

    /** The module of this {@link #word()}, if there is one. */
    public static Optional<ModuleName> ofWord(String word) {
        for (ModuleName module : values()) {
            if (module.word.equals(word)) {
                return Optional.of(module);
            }
        }
        return Optional.empty();
    }
}
