package dev.pullover.common.remote;

import dev.pullover.common.ExitCode;
import dev.pullover.common.Programs;
import dev.pullover.common.PulloverException;
import dev.pullover.common.message.FaultKind;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import net.schmizz.sshj.sftp.SFTPEngine;

/** Opens a connection with the system's {@code ssh}, which knows jump hosts, agents and tokens. Used once. */
final class OpenSshConnector {
    private static final String PROGRAM = "ssh";

    private final RemoteTarget target;
    private final Path home;

    /** @param home of the user, for {@code .ssh} */
    OpenSshConnector(RemoteTarget target, Path home) {
        this.target = target;
        this.home = home;
    }

    /** Whether there is a program to start. */
    static boolean isInstalled() {
        return Programs.isInstalled(PROGRAM);
    }

    /** Starts ssh and SFTP, all within the target's timeout. */
    SftpChannel open() throws IOException {
        PinnedHostKeys pinned = PinnedHostKeys.of(
                target, home); // refuses what cannot be read, in the same words as the other transport
        checkIdentity();
        try (SshCommand command = new SshCommand(target, home)) {
            SshChild child = start(command);
            try {
                SFTPEngine engine = init(child, complaints -> describe(complaints, pinned, command.directory()));
                return new SftpChannel(target, engine, child::kill);
            } catch (IOException | RuntimeException e) {
                child.kill();
                throw e;
            }
        }
    }

    private SshChild start(SshCommand command) throws IOException {
        try {
            return SshChild.start(command.words(), target.server());
        } catch (IOException e) {
            if (isInstalled()) {
                throw failure(FaultKind.PROTOCOL, "ssh does not start: " + e.getMessage(), e);
            }
            throw new PulloverException(
                    ExitCode.USAGE,
                    "[copy] transport = \"openssh\": there is no ssh on this machine's PATH; install"
                            + " openssh-client, or set \"sshj\" or \"auto\"",
                    e);
        }
    }

    /** On a thread of its own: reading from a child has no time-out and cannot be interrupted. */
    private SFTPEngine init(SshChild child, UnaryOperator<String> describe) throws IOException {
        FutureTask<SFTPEngine> starting = new FutureTask<>(() -> new SFTPEngine(child.session()).init());
        Thread thread = new Thread(starting, "ssh-start-" + target.server());
        thread.setDaemon(true);
        thread.start();
        try {
            return starting.get(target.timeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            String what = "no answer within " + target.timeout().toMillis() + " ms, connecting";
            throw failure(FaultKind.TIMEOUT, what, e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException lost) {
                throw translate(child, describe, lost);
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    private IOException translate(SshChild child, UnaryOperator<String> describe, IOException cause) {
        try {
            String complaints = child.lastWords();
            return failure(SshComplaints.kind(complaints), describe.apply(complaints), cause);
        } catch (InterruptedException e) {
            return interrupted();
        }
    }

    private String describe(String complaints, PinnedHostKeys pinned, Path scratch) {
        FaultKind kind = SshComplaints.kind(complaints);
        String doing = kind == FaultKind.HOST_KEY
                ? SshComplaints.shownKey(complaints).map(pinned::complaint).orElse("host key is not the pinned one")
                        + "; "
                : doing(kind);
        return doing + "ssh says: " + SshComplaints.describe(complaints, scratch);
    }

    private String doing(FaultKind kind) {
        if (kind == FaultKind.AUTH && target.identityFile().isPresent()) {
            return "login refused with identity-file " + target.identityFile().get()
                    + ": it is not authorised there, or has a passphrase and is in no agent; ";
        }
        return kind == FaultKind.PROTOCOL ? "starting SFTP: " : "";
    }

    private void checkIdentity() throws RemoteException {
        // ssh would only warn, and go on with the keys that it finds by itself.
        if (target.identityFile().isPresent()) {
            Path file = target.identityFile().get();
            if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
                String what = "cannot use identity-file " + file + ": no such file, or no permission";
                throw failure(FaultKind.AUTH, what, null);
            }
        }
    }

    private InterruptedIOException interrupted() {
        Thread.currentThread().interrupt();
        return new InterruptedIOException("interrupted while connecting to " + target.label());
    }

    private RemoteException failure(FaultKind kind, String what, Throwable cause) {
        return new RemoteException(target.server(), kind, target.label() + ": " + what, cause);
    }
}
