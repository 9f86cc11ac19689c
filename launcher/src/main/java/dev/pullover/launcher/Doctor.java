package dev.pullover.launcher;

import dev.pullover.common.PulloverException;
import dev.pullover.common.cli.GlobalOptions;
import dev.pullover.common.config.Config;
import dev.pullover.common.config.ConfigLoader;
import dev.pullover.common.config.ServerConfig;
import dev.pullover.common.config.Transport;
import dev.pullover.common.state.StateDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** Looks at what Pullover needs, in order; one thing that is wrong does not end it. Prints no secret. */
final class Doctor {
    private final GlobalOptions options;
    private final Clock clock;
    private final List<Finding> findings = new ArrayList<>();

    Doctor(GlobalOptions options, Clock clock) {
        this.options = options;
        this.clock = clock;
    }

    /** What was found, in the order of looking: each thing needs those before it. */
    List<Finding> examine() throws IOException, InterruptedException {
        findings.add(Finding.ok(
                "JVM",
                "Java " + Runtime.version() + " in " + System.getProperty("java.home") + ", user "
                        + System.getProperty("user.name")));
        Path file;
        Config config;
        try {
            file = options.findConfig();
            config = ConfigLoader.load(file);
            config.requireReplica();
            config.requireServers();
        } catch (PulloverException e) {
            findings.add(Finding.failure(
                    "configuration", e.getMessage(), "correct it; nothing below can be looked at before that"));
            return List.copyOf(findings);
        }
        configuration(file);
        StateDirectory state = new StateDirectory(config.requireReplica().state());
        DirectoryChecks directories = new DirectoryChecks(config.requireReplica());
        findings.addAll(directories.examine());
        ssh(config);
        for (ServerConfig server : config.servers()) {
            findings.addAll(new KeyChecks(server).examine());
        }
        for (ServerConfig server : config.servers()) {
            findings.addAll(new ServerChecks(server, config, options, clock).examine());
        }
        if (Files.isDirectory(state.queues())) {
            findings.addAll(new StateChecks(state, options, clock).examine());
        }
        return List.copyOf(findings);
    }

    private void configuration(Path file) throws IOException {
        boolean open = Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_WRITE);
        findings.add(
                open
                        ? Finding.warning("configuration", file + " may be changed by anyone", "chmod o-w " + file)
                        : Finding.ok("configuration", file.toString()));
    }

    /** Which program speaks to the servers. */
    private void ssh(Config config) throws InterruptedException {
        Transport transport = config.copy().transport();
        boolean remote = config.servers().stream().anyMatch(server -> !server.isFile());
        if (!remote || transport == Transport.SSHJ) {
            return;
        }
        boolean installed = OpenSshTools.isInstalled();
        String advice = "install the package openssh-client";
        if (installed) {
            findings.add(Finding.ok("ssh", OpenSshTools.version()));
        } else if (transport == Transport.OPENSSH) {
            findings.add(Finding.failure("ssh", "[copy] transport = \"openssh\", but there is no ssh", advice));
        } else {
            findings.add(Finding.warning("ssh", "there is none, so Java speaks SSH itself, at a lower speed", advice));
        }
    }
}
