package dev.pullover.common.config;

/** What speaks SFTP to {@code sftp:} servers. */
public enum Transport {
    /** {@link #OPENSSH} where {@code ssh} is installed, else {@link #SSHJ}. */
    AUTO,
    /** The system's {@code ssh} as a child process, with the user's {@code ssh_config}. */
    OPENSSH,
    /** A client in Java, inside the process. */
    SSHJ
}
