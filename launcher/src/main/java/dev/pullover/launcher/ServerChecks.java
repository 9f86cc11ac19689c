package dev.pullover.launcher;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.pullover.common.cli.GlobalOptions;
import dev.pullover.common.config.Config;
import dev.pullover.common.config.ServerConfig;
import dev.pullover.common.remote.SshRoute;
import dev.pullover.common.state.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** One server: its name, the layers of a check as testserver does it, its clock. */
final class ServerChecks {
    private final ServerConfig server;
    private final Config config;
    private final GlobalOptions options;
    private final Clock clock;
    private final List<Finding> findings = new ArrayList<>();

    ServerChecks(ServerConfig server, Config config, GlobalOptions options, Clock clock) {
        this.server = server;
        this.config = config;
        this.options = options;
        this.clock = clock;
    }

    List<Finding> examine() throws InterruptedException {
        if (!server.isFile() && !name()) {
            return findings;
        }
        if (layers() && !server.isFile()) {
            findings.add(new ServerClock(server, config, clock).examine());
        }
        return findings;
    }

    /** Whether the name leads somewhere; by way of a jump host, that is not for us to know. */
    private boolean name() {
        String what = "name of " + server.name();
        String host = server.host();
        try {
            Optional<SshRoute> route = SshRoute.direct(
                    server, config.copy().transport(), config.check().timeout());
            if (route.isEmpty()) {
                findings.add(Finding.ok(what, host + ": reached as ssh_config says, by way of another host"));
                return true;
            }
            host = route.get().host();
            String addresses = Arrays.stream(InetAddress.getAllByName(host))
                    .map(InetAddress::getHostAddress)
                    .collect(Collectors.joining(", "));
            findings.add(Finding.ok(what, host + (host.equals(addresses) ? "" : " is " + addresses)));
            return true;
        } catch (UnknownHostException e) {
            findings.add(Finding.failure(
                    what,
                    host + " is not known",
                    "correct the uri, or add the name to DNS, /etc/hosts or ssh_config; try: getent hosts " + host));
        } catch (IOException e) {
            findings.add(Finding.failure(what, host + ": " + e.getMessage(), "try: getent hosts " + host));
        }
        return false;
    }

    /** The same check that operators can run themselves; whether all layers passed. */
    private boolean layers() {
        SubCommand check =
                SubCommand.run(dev.pullover.testserver.Main.commandLine(options), "check", server.name(), "--json");
        try {
            JsonNode report = Json.mapper().readTree(check.output());
            for (JsonNode layer : report.path("layers")) {
                layer(layer.get("layer").asText(), layer.get("passed").asBoolean(), layer);
            }
            return report.path("passed").asBoolean();
        } catch (JacksonException e) {
            findings.add(Finding.failure(
                    "server " + server.name(),
                    check.output().strip(),
                    "see: pullover testserver check " + server.name()));
            return false;
        }
    }

    private void layer(String layer, boolean passed, JsonNode result) {
        String what = "server " + server.name() + ", " + layer;
        String found = result.get("detail").asText();
        String detail = found + " (" + result.get("duration-ms").asLong() + " ms)";
        findings.add(passed ? Finding.ok(what, detail) : Finding.failure(what, detail, advice(layer, found)));
    }

    private String advice(String layer, String found) {
        String check = "; then: pullover testserver check " + server.name();
        if (server.isFile()) {
            return "see that " + server.outbox() + " is mounted and may be read" + check;
        }
        return switch (layer) {
            case "life" ->
                "is the machine up, does sshd run, does a firewall let port " + server.port() + " through? Try: nc -v "
                        + server.host() + " " + server.port() + check;
            case "auth" -> (found.contains("host key") ? hostKeyAdvice() : loginAdvice()) + check;
            case "health" ->
                "is the directory of the uri, " + server.outbox() + ", right, and may " + server.user()
                        + " read it? Does publishlist run there?" + check;
            default -> "a slow line or disk, or a limit in [check] that is too low" + check;
        };
    }

    private static String hostKeyAdvice() {
        return "ask the server's owners whether its key was changed, and which is right: ssh-keygen -lf"
                + " /etc/ssh/ssh_host_ed25519_key.pub there; only if they say so, correct known-hosts or host-keys here";
    }

    private String loginAdvice() {
        return "is our public key in authorized_keys of " + server.user() + " there? Try: sftp -v -P " + server.port()
                + server.identityFile().map(file -> " -i " + file).orElse("") + " " + server.user() + "@"
                + server.host();
    }
}
