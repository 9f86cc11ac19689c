package dev.pullover.testserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.pullover.common.catalog.CatalogLayout;
import dev.pullover.common.message.ServerState;
import dev.pullover.testkit.Await;
import dev.pullover.testkit.Keys;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two hosts of their own, as network namespaces, and the link to one of them taken down: nobody refuses, nobody answers.
 * Needs root, {@code ip}, and a machine that lets root make namespaces, which containers often do not.
 */
@Timeout(180)
class NetworkNamespacesIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int PORT = 2022;
    private static final int CONNECT_MS = 500;
    /** Bits of CAP_NET_ADMIN and CAP_SYS_ADMIN. Source: capabilities(7). */
    private static final long NEEDED = 1L << 12 | 1L << 21;

    @TempDir
    Path directory;

    private final List<Process> processes = new ArrayList<>();
    private final List<Host> hosts = new ArrayList<>();
    private RunningAgent agent;

    /** A namespace, and the two ends of the cable to it; addresses from the block for benchmarks, RFC 2544. */
    private record Host(String name, String namespace, String outer, String inner, int net) {
        static Host of(String name, int net) {
            String id = name.charAt(0) + Long.toString(ProcessHandle.current().pid());
            return new Host(name, "pv" + id, "pvo" + id, "pvi" + id, net);
        }

        String address() {
            return "198.18.77." + (net + 2);
        }
    }

    @BeforeEach
    void start() throws Exception {
        hosts.add(Host.of("production", 0));
        hosts.add(Host.of("backup", 4));
        if (run("ip", "netns", "add", hosts.get(0).namespace) != 0) {
            skipOrFail();
        }
        must("ip", "netns", "add", hosts.get(1).namespace);
        String key = Keys.sshKeygen(directory.resolve("id"), "ed25519");
        Files.writeString(directory.resolve("authorized_keys"), key + "\n");
        for (Host host : hosts) {
            connect(host);
            serve(host);
        }
    }

    /** Root with all its powers can do it, so it must work in continuous integration. */
    private static void skipOrFail() throws IOException {
        String status = Files.readString(Path.of("/proc/self/status"));
        String effective = status.replaceAll("(?s).*CapEff:\\s*(\\p{XDigit}+).*", "$1");
        boolean able = (Long.parseUnsignedLong(effective, 16) & NEEDED) == NEEDED;
        if ("true".equals(System.getenv("CI")) && able) {
            fail("`ip netns add` fails although this is root on a CI machine: is the package iproute2 installed?");
        }
        System.err.println("SKIPPED: two hosts in network namespaces: this needs root, and a machine that allows it");
        abort("no network namespaces");
    }

    private void connect(Host host) throws Exception {
        must("ip", "link", "add", host.outer, "type", "veth", "peer", "name", host.inner, "netns", host.namespace);
        must("ip", "address", "add", "198.18.77." + (host.net + 1) + "/30", "dev", host.outer);
        must("ip", "link", "set", host.outer, "up");
        must("ip", "-n", host.namespace, "address", "add", host.address() + "/30", "dev", host.inner);
        link(host, "up");
    }

    private static void link(Host host, String upOrDown) throws Exception {
        must("ip", "-n", host.namespace, "link", "set", host.inner, upOrDown);
    }

    private void serve(Host host) throws Exception {
        Path home = Files.createDirectory(directory.resolve(host.name + "-sshd"));
        Path outbox = directory.resolve(host.name + "-outbox");
        Path head = CatalogLayout.in(outbox, CatalogLayout.HEAD);
        Files.createDirectories(head.getParent());
        Files.write(head, Rig.head(100).bytes());
        String hostKey = Keys.sshKeygen(home.resolve("host_key"), "ed25519");
        Files.writeString(
                directory.resolve("known_hosts"),
                "[" + host.address() + "]:" + PORT + " " + hostKey + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
        Path configuration = Files.writeString(home.resolve("sshd_config"), """
                Port %d
                ListenAddress %s
                HostKey %s
                AuthorizedKeysFile %s
                PasswordAuthentication no
                PermitRootLogin yes
                StrictModes no
                UsePAM no
                UseDNS no
                PidFile none
                Subsystem sftp internal-sftp
                """.formatted(
                        PORT, host.address(), home.resolve("host_key"), directory.resolve("authorized_keys")));
        Files.createDirectories(Path.of("/run/sshd"));
        processes.add(new ProcessBuilder(
                        "ip",
                        "netns",
                        "exec",
                        host.namespace,
                        "/usr/sbin/sshd",
                        "-D",
                        "-e",
                        "-f",
                        configuration.toString())
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("log").toFile())
                .start());
        Await.until(PATIENCE, host.name + " answers", () -> answers(host));
    }

    private static boolean answers(Host host) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host.address(), PORT), CONNECT_MS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @AfterEach
    void stop() throws Exception {
        if (agent != null) {
            agent.close();
        }
        for (Process process : processes) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
        }
        for (Host host : hosts) {
            run("ip", "link", "delete", host.outer);
            run("ip", "netns", "delete", host.namespace);
        }
    }

    private static int run(String... command) throws Exception {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) ? process.exitValue() : -1;
        } catch (IOException e) {
            return -1;
        }
    }

    private static void must(String... command) throws Exception {
        assertEquals(0, run(command), String.join(" ", command));
    }

    private Path configure() throws IOException {
        StringBuilder text = new StringBuilder("""
                [replica]
                directory = "replica"
                state = "state"
                reserve = "0B"
                [check]
                interval = "200ms"
                fast-interval = "50ms"
                timeout = "2s"
                response-slow = "1m"
                [failback]
                hold = "500ms"
                """);
        for (Host host : hosts) {
            text.append("""
                    [[servers]]
                    name = "%s"
                    uri = "sftp://root@%s:%d%s"
                    identity-file = "id"
                    known-hosts = "known_hosts"
                    """.formatted(host.name, host.address(), PORT, directory.resolve(host.name + "-outbox")));
        }
        return Files.writeString(directory.resolve("pullover.toml"), text);
    }

    @Test
    void aLinkThatGoesDownIsAFailoverAndOneThatComesBackAFailback() throws Exception {
        agent = new RunningAgent(configure());
        agent.untilState("production", ServerState.UP);
        agent.untilState("backup", ServerState.UP);
        agent.untilActive("production");
        link(hosts.get(0), "down");
        Duration taken = agent.untilActive("backup");
        System.out.println("NetworkNamespacesIT: link down -> backup took " + taken.toMillis() + " ms");
        String reason = agent.record("production").reason();
        assertTrue(reason.startsWith("no answer") || reason.contains("cannot be reached"), reason);
        assertEquals(ServerState.UP, agent.record("backup").state());
        link(hosts.get(0), "up");
        agent.untilState("production", ServerState.UP);
        agent.untilActive("production");
    }
}
