package dev.pullover.common.queue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * In the folder of a queue, the start of the machine under which it was last written. After another start its end may be
 * gone, lost with the power, though a reader has passed it: the writer must then go on where no reader has ever been, or
 * what it writes in place of the lost messages is passed over. Of the one writer of a queue; one thread.
 */
public final class BootMark {
    /** Linux gives each start of the machine an identity, see proc_sys_kernel(5). */
    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

    private static final String FILE = "boot";
    private static final Logger log = LoggerFactory.getLogger(BootMark.class);

    private final Path file;
    private final String boot;
    private boolean isSet;

    /**
     * @param folder of the queue
     * @param boot identity of the start of the machine, see {@link #currentBoot}
     */
    public BootMark(Path folder, String boot) {
        this.file = folder.resolve(FILE);
        this.boot = boot;
    }

    /** The identity of this start of the machine; without {@code /proc}, all starts have the same. */
    public static String currentBoot() {
        try {
            return Files.readString(BOOT_ID).strip();
        } catch (IOException e) {
            log.debug("{} cannot be read: {}", BOOT_ID, e.toString());
            return "unknown";
        }
    }

    /**
     * Whether the queue was last written under this start of the machine.
     *
     * @throws UncheckedIOException if that cannot be read
     */
    public boolean isCurrent() {
        try {
            isSet = Files.exists(file) && Files.readString(file).equals(boot);
            return isSet;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    /** To be called once a message is where no reader has been: before, a kill would leave a mark that says too much. */
    public void set() {
        if (isSet) {
            return;
        }
        isSet = true;
        try {
            Files.writeString(file, boot);
        } catch (IOException e) {
            // The next writer then leaves out some numbers once more.
            log.debug("{} not written: {}", file, e.toString());
        }
    }
}
