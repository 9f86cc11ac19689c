package dev.pullover.common.queue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A file beside a queue's folder. That it is written wakes the readers; what is in it, nothing. The queue's own file would
 * not do: mapped memory changes unnoticed. One thread.
 */
public final class Bell implements AutoCloseable {
    private static final String SUFFIX = ".bell";

    private final Path file;
    private @Nullable FileChannel channel;

    /** @param folder the queue's */
    public Bell(Path folder) {
        this.file = folder.resolveSibling(folder.getFileName() + SUFFIX);
    }

    /** Whether this is a bell, by its name. */
    public static boolean isBell(Path path) {
        return path.toString().endsWith(SUFFIX);
    }

    /** Wakes the readers. If it fails, nothing is lost: they also look by themselves, only not as soon. */
    public void ring() {
        try {
            if (channel == null) {
                channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            }
            channel.write(ByteBuffer.wrap(new byte[1]), 0);
        } catch (IOException e) {
            return;
        }
    }

    @Override
    public void close() {
        if (channel == null) {
            return;
        }
        try {
            channel.close();
            channel = null;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close " + file + ": " + e.getMessage(), e);
        }
    }
}
