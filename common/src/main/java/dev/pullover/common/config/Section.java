package dev.pullover.common.config;

import java.util.Optional;

/** The sections of the file, in the order in which people read about them. */
enum Section {
    REPLICA("replica", "The machine where the files arrive. Needed by every command but `publishlist`."),
    SERVERS(
            "servers",
            "One section for each server, in order of preference; at most " + Document.MAX_SERVERS
                    + ". Needed by every command that talks to a server. An `sftp:` server needs `known-hosts`,"
                    + " `host-keys`, or both; what is in either is accepted. For a `file:` server (a mounted directory)"
                    + " neither these nor `identity-file` are used."),
    CHECK("check", "How testserver looks at the servers."),
    FAILBACK("failback", "The return to the preferred server when it is back."),
    SYNCHRO("synchro", "How synchrolist follows the servers."),
    COPY("copy", "How copylist pulls."),
    LOG("log", "The log files."),
    STAT("stat", "Counters."),
    PUBLISH("publish", "Only on the production server, where `publishlist` runs; complete without any other section.");

    private final String name;
    private final String help;

    Section(String name, String help) {
        this.name = name;
        this.help = help;
    }

    /** Without brackets. */
    String tomlName() {
        return name;
    }

    /** What it is about, in Markdown. */
    String help() {
        return help;
    }

    /** As it is written in the file. */
    String header() {
        return repeated() ? "[[" + name + "]]" : "[" + name + "]";
    }

    /** Whether there may be several. */
    boolean repeated() {
        return this == SERVERS;
    }

    static Optional<Section> named(String name) {
        for (Section section : values()) {
            if (section.name.equals(name)) {
                return Optional.of(section);
            }
        }
        return Optional.empty();
    }
}
