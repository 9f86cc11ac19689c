package dev.pullover.common.queue.chronicle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import net.openhft.chronicle.wire.Wires;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files of a queue whose maker was killed before it had written their first header. Whoever opens them waits 10 s for a
 * process that is dead; from a queue's metadata, Chronicle does not recover at all.
 */
final class UnfinishedFiles {
    private static final Logger log = LoggerFactory.getLogger(UnfinishedFiles.class);
    /** Of a file that nobody has begun. */
    private static final int NOTHING = 0;

    private UnfinishedFiles() {}

    /**
     * Lets the metadata be made anew if their maker is dead: it would hold their lock. For readers and writers.
     *
     * @throws IOException if the file cannot be read or written
     */
    static void resetMetadata(Path metadata) throws IOException {
        try (FileChannel channel = FileChannel.open(metadata, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            if (isBegun(channel)) {
                resetUnlessLocked(metadata, channel);
            }
        } catch (NoSuchFileException e) {
            // Nobody has begun them.
            return;
        }
    }

    /**
     * Deletes cycles without a first header, in which there cannot be a message. For the one writer of the queue only,
     * before it opens it.
     */
    static void deleteCycles(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        for (Path cycle : DiskGuard.cycles(folder)) {
            if (isUnfinished(cycle)) {
                Files.deleteIfExists(cycle);
                log.debug("{}: its maker was killed, nothing was in it", cycle);
            }
        }
    }

    private static void resetUnlessLocked(Path metadata, FileChannel channel) throws IOException {
        try (FileLock lock = channel.tryLock()) {
            if (lock != null && isBegun(channel)) {
                channel.write(ByteBuffer.allocate(Integer.BYTES), 0);
                log.debug("{}: its maker was killed, it is made anew", metadata);
            }
        } catch (OverlappingFileLockException e) {
            // Another thread of this process is making it.
            return;
        }
    }

    private static boolean isUnfinished(Path cycle) throws IOException {
        try (FileChannel channel = FileChannel.open(cycle, StandardOpenOption.READ)) {
            return firstHeader(channel) == NOTHING || isBegun(channel);
        } catch (NoSuchFileException e) {
            // A reader has passed and deleted it.
            return false;
        }
    }

    private static boolean isBegun(FileChannel channel) throws IOException {
        int header = firstHeader(channel);
        return header != NOTHING && Wires.isNotComplete(header);
    }

    private static int firstHeader(FileChannel channel) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.nativeOrder());
        channel.read(header, 0);
        return header.getInt(0);
    }
}
