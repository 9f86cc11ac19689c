package dev.pullover.common.state;

import dev.pullover.common.ExitCode;
import dev.pullover.common.ModuleName;
import dev.pullover.common.PulloverException;
import dev.pullover.common.Version;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** The layout of {@code state/}. Only {@link #prepare} touches the disk. Immutable. */
public record StateDirectory(Path root) {
    /**
     * Version of all that lies there: the steps of the schemas of all databases, which grow by one with each change. A
     * process test compares it with them.
     */
    public static final int FORMAT = 8;

    private static final Set<String> NETWORK_FILE_SYSTEMS = Set.of("nfs", "nfs4", "cifs", "smb3", "fuse.sshfs", "9p");
    /** Of all that is made here: whoever could write in it could give orders to the modules. */
    private static final FileAttribute<?> NOT_FOR_OTHERS =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-x---"));
    /** Belongs to the user who runs this process. */
    private static final Path OWN_PROCESS = Path.of("/proc/self");

    private static final int ROOT_UID = 0;

    /** Where modules hold their locks. */
    public Path lock(ModuleName module) {
        return root.resolve("locks").resolve(module.word() + ".lock");
    }

    /** Root of all queues. */
    public Path queues() {
        return root.resolve("queues");
    }

    /** Where the queues of one channel are, one for each writer. */
    public Path queue(String channel) {
        return queues().resolve(channel);
    }

    /** What each server offers; written by synchrolist. */
    public Path catalogDb() {
        return root.resolve("catalog.db");
    }

    /** What is durably here; written by copylist. */
    public Path replicaDb() {
        return root.resolve("replica.db");
    }

    /** Totals and history; written by stat. */
    public Path statDb() {
        return root.resolve("stat.db");
    }

    /** The secret that the page wants before it changes anything; made by stat, readable by its owner only. */
    public Path statToken() {
        return root.resolve("stat.token");
    }

    /** States of the servers; written by testserver. */
    public Path serversJson() {
        return root.resolve("servers.json");
    }

    /** What is being pulled at the moment; written by copylist. */
    public Path copyingJson() {
        return root.resolve("copying.json");
    }

    /** The full text of exceptions, of which the log has the beginning. */
    public Path crashes() {
        return root.resolve("crash");
    }

    /** How far a verification is; written by the command that verifies, while it runs or was broken off. */
    public Path verifyJson() {
        return root.resolve("verify.json");
    }

    /** What people were told of a command that cron runs with {@code --quiet}; written by that command. */
    public Path notices(String command) {
        return root.resolve("cron").resolve(command + ".notices");
    }

    /** Which replica directory this belongs to, see {@link SiteMarks}; written by copylist. */
    public Path replicaMark() {
        return root.resolve("replica.path");
    }

    /** Requests to a module and its answers. */
    public Path control(ModuleName module) {
        return root.resolve("control").resolve(module.word());
    }

    /**
     * Makes the directory and what belongs in it: written by the owner only, read by its group at most.
     *
     * @throws PulloverException (usage) if it cannot be made or written, lies on a network file system, belongs to
     *     another user, may be written by everybody, or is of a newer version
     */
    public StateDirectory prepare() {
        try {
            Files.createDirectories(root, NOT_FOR_OTHERS);
            checkFileSystem();
            checkOwner();
            checkWriters();
            takeOver();
            for (ModuleName module : ModuleName.values()) {
                Files.createDirectories(control(module), NOT_FOR_OTHERS);
            }
            Files.createDirectories(root.resolve("locks"), NOT_FOR_OTHERS);
            Files.createDirectories(queues(), NOT_FOR_OTHERS);
        } catch (IOException e) {
            throw new PulloverException(
                    ExitCode.USAGE,
                    "cannot prepare the state directory " + root + ": " + describe(e)
                            + "; check [replica] state, and that this user may write there",
                    e);
        }
        return this;
    }

    private void checkFileSystem() throws IOException {
        String type = Files.getFileStore(root).type();
        if (NETWORK_FILE_SYSTEMS.contains(type)) {
            throw new PulloverException(
                    ExitCode.USAGE,
                    "the state directory " + root + " is on a network file system (" + type
                            + "): its queues and locks need a local one; change [replica] state");
        }
    }

    /** Files of two owners in one state directory end with modules that cannot read each other. */
    private void checkOwner() throws IOException {
        String owner = Files.getOwner(root).getName();
        String user = System.getProperty("user.name");
        if (!owner.equals(user) && user.equals("root")) {
            throw new PulloverException(
                    ExitCode.USAGE,
                    "the state directory " + root + " belongs to " + owner + ", but this is root: run it as " + owner
                            + ", for example: runuser -u " + owner + " -- pullover …");
        }
        if (Files.exists(OWN_PROCESS) && uid(root) != ROOT_UID && uid(root) != uid(OWN_PROCESS)) {
            throw new PulloverException(
                    ExitCode.USAGE,
                    "the state directory " + root + " belongs to " + owner + ", not to this user (" + user
                            + "): whoever owns it could give orders to the modules; change its owner, or [replica] state");
        }
    }

    private static int uid(Path file) throws IOException {
        return (Integer) Files.getAttribute(file, "unix:uid");
    }

    /** Like PostgreSQL and ssh: what everybody may write is not trusted, and its mode not silently changed either. */
    private void checkWriters() throws IOException {
        if (Files.getPosixFilePermissions(root).contains(PosixFilePermission.OTHERS_WRITE)) {
            throw new PulloverException(
                    ExitCode.USAGE,
                    "everybody may write in the state directory " + root
                            + ", and so give orders to the modules: chmod o-w it, or change [replica] state");
        }
    }

    /** Before anything else in it is touched: what a newer version has written may mean something that we do not know. */
    private void takeOver() throws IOException {
        Path file = root.resolve("format");
        String text = Files.exists(file) ? Files.readString(file).strip() : "0";
        if (!text.matches("\\d{1,9}") || Integer.parseInt(text) > FORMAT) {
            throw new PulloverException(
                    ExitCode.USAGE,
                    "the state directory " + root + " is of format " + text + ", this Pullover (" + Version.text()
                            + ") knows up to " + FORMAT + ": nothing was touched; install the newer Pullover again, or"
                            + " restore the state directory from before the upgrade");
        }
        if (Integer.parseInt(text) < FORMAT) {
            AtomicFiles.replace(file, (FORMAT + "\n").getBytes(StandardCharsets.UTF_8));
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        }
    }

    private static String describe(IOException e) {
        String name = e.getClass().getSimpleName().replace("Exception", "");
        return e.getMessage() == null ? name : name + " " + e.getMessage();
    }
}
