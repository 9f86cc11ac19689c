package dev.pullover.common.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.rolling.RollingPolicyBase;
import ch.qos.logback.core.rolling.RolloverFailure;
import ch.qos.logback.core.rolling.TriggeringPolicy;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Bounds a log: {@code FILE} becomes {@code FILE.1}, what was that {@code FILE.2}, and so on. Logback's own looks at the size once a
 * minute only, and so never in a process that lives for a second, and takes a % in the path for a pattern.
 */
final class FileRolling extends RollingPolicyBase implements TriggeringPolicy<ILoggingEvent> {
    static final int OLD_FILES = 4;

    private final Path file;
    private final long maxBytes;

    FileRolling(Path file, long maxBytes) {
        this.file = file;
        this.maxBytes = maxBytes;
    }

    @Override
    public boolean isTriggeringEvent(File active, ILoggingEvent event) {
        return active.length() >= maxBytes;
    }

    @Override
    public void rollover() throws RolloverFailure {
        try {
            for (int number = OLD_FILES; number > 0; number--) {
                Path newer = number == 1 ? file : old(number - 1);
                if (Files.exists(newer)) {
                    Files.move(newer, old(number), StandardCopyOption.ATOMIC_MOVE);
                }
            }
        } catch (IOException e) {
            throw new RolloverFailure("cannot roll " + file, e);
        }
    }

    @Override
    public String getActiveFileName() {
        return file.toString();
    }

    private Path old(int number) {
        return file.resolveSibling(file.getFileName() + "." + number);
    }
}
