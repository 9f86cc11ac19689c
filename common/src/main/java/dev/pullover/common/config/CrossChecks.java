package dev.pullover.common.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What no value can be blamed for alone. */
final class CrossChecks {
    private static final String GLOB_CHARACTERS = "*?[{\\";

    private final Path directory;
    private final Problems problems;

    /** {@code directory} is the configuration file's: relative paths are relative to it. */
    CrossChecks(Path directory, Problems problems) {
        this.directory = directory;
        this.problems = problems;
    }

    void check(Document document) {
        Map<String, Integer> lines = new HashMap<>();
        for (Values server : document.servers()) {
            checkName(server, lines);
            checkHostKeys(server);
        }
        if (document.find(Section.REPLICA).isPresent()) {
            // A server could otherwise offer files that take the place of our databases.
            checkOutside(document.get(Section.REPLICA), Keys.STATE, Keys.DIRECTORY);
        }
        if (document.find(Section.PUBLISH).isPresent()) {
            Values publish = document.get(Section.PUBLISH);
            checkOutside(publish, Keys.PUBLISH_STATE, Keys.OUTBOX);
            checkSources(publish);
            checkSomeSource(publish);
        }
    }

    private void checkName(Values server, Map<String, Integer> lines) {
        Optional<String> name = server.find(Keys.NAME);
        if (name.isPresent()) {
            Integer earlier = lines.putIfAbsent(name.get(), server.line(Keys.NAME));
            if (earlier != null) {
                problems.add(
                        server.line(Keys.NAME),
                        "[[servers]] name = " + Literal.of(name.get()) + ": is the name of the server of line "
                                + earlier + " too");
            }
        }
    }

    private void checkHostKeys(Values server) {
        Optional<URI> uri = server.find(Keys.SERVER_URI);
        if (uri.isEmpty()
                || !"sftp".equals(uri.get().getScheme())
                || server.isFound(Keys.KNOWN_HOSTS)
                || server.isFound(Keys.HOST_KEYS)) {
            return;
        }
        HostPort host = Authority.parse(uri.get().getAuthority()).server();
        String scan = "ssh-keyscan -p " + host.port().orElse(ServerConfig.DEFAULT_PORT) + " " + host.host();
        problems.add(
                server.line(Keys.SERVER_URI),
                "[[servers]] uri = " + Literal.of(uri.get().toString()) + ": needs known-hosts or host-keys too; "
                        + "get the keys with `" + scan + " > FILE`, show them with `ssh-keygen -lf FILE`, compare with "
                        + "what the server's administrator says, and add known-hosts = \"FILE\"");
    }

    private void checkOutside(Values values, Key<Path> inner, Key<Path> outer) {
        Optional<Path> innerPath = values.find(inner).map(this::absolute);
        Optional<Path> outerPath = values.find(outer).map(this::absolute);
        if (innerPath.isPresent() && outerPath.isPresent() && innerPath.get().startsWith(outerPath.get())) {
            problems.add(
                    values.line(inner),
                    inner.section().header() + " " + inner.name() + " = "
                            + Literal.of(values.get(inner).toString()) + ": must not be in " + outer.name() + " = "
                            + Literal.of(values.get(outer).toString()));
        }
    }

    /** Finds the patterns which cannot match anything below the base, by the directories before the first wildcard. */
    private void checkSources(Values publish) {
        Optional<Path> base = publish.find(Keys.BASE).map(this::absolute);
        if (base.isEmpty() || publish.find(Keys.SOURCES).isEmpty()) {
            return;
        }
        for (String pattern : publish.get(Keys.SOURCES)) {
            Path fixed = base.get().resolve(fixedPart(pattern)).normalize();
            if (!fixed.startsWith(base.get()) && !base.get().startsWith(fixed)) {
                problems.add(
                        publish.line(Keys.SOURCES),
                        "[publish] sources: " + Literal.of(pattern) + " must be below base = "
                                + Literal.of(publish.get(Keys.BASE).toString()));
            }
        }
    }

    private void checkSomeSource(Values publish) {
        if (!publish.isFound(Keys.SOURCES) && !publish.isFound(Keys.LIST_FILE)) {
            problems.add(
                    publish.line(Keys.SOURCES),
                    "[publish] sources: missing; add for example sources = [\"/data/exports/**/*.csv\"], or a list-file");
        }
    }

    private static String fixedPart(String pattern) {
        int end = 0;
        while (end < pattern.length() && GLOB_CHARACTERS.indexOf(pattern.charAt(end)) < 0) {
            end++;
        }
        return end == pattern.length() ? pattern : pattern.substring(0, pattern.lastIndexOf('/', end) + 1);
    }

    private Path absolute(Path path) {
        return directory.resolve(path).normalize();
    }
}
