package dev.pullover.launcher;

/** An embedded server in the configuration of the demo, and of what is done to make archives. */
final class LocalServer {
    private LocalServer() {}

    /** Its section, for a key {@code id} beside the configuration; its host key is pinned. */
    static String section(String name, String user, int port, String hostKeyLine) {
        return """
                [[servers]]
                name = "%s"
                uri = "sftp://%s@127.0.0.1:%d/"
                identity-file = "id"
                host-keys = ["%s"]
                """.formatted(name, user, port, hostKeyLine);
    }
}
