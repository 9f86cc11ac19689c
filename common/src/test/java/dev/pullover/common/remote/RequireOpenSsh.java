package dev.pullover.common.remote;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.pullover.testkit.OpenSshServer;

/** Skips tests where there is no OpenSSH server, but never in continuous integration. */
final class RequireOpenSsh {
    private RequireOpenSsh() {}

    static void orSkip() {
        if (OpenSshServer.isInstalled()) {
            return;
        }
        if ("true".equals(System.getenv("CI"))) {
            fail("no /usr/sbin/sshd on a CI machine: install the package openssh-server");
        }
        System.err.println("SKIPPED: tests against a real OpenSSH server, as there is no /usr/sbin/sshd;"
                + " install the package openssh-server");
        abort("no /usr/sbin/sshd");
    }
}
