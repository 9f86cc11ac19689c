package dev.pullover.publishlist;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.apache.commons.io.FileUtils;

/**
 * Remembers what was not forced to disk, and takes each of it back, or not, when the power is cut: a name
 * lasts once its directory was forced, a content once the file was. As POSIX allows, in no order.
 */
final class PowerCutFileOps extends ForwardingFileOps {
    private final Random random;
    private final List<Change> unforced = new ArrayList<>();
    private final Set<Path> unforcedContents = new LinkedHashSet<>();

    private interface Undo {
        void run() throws IOException;
    }

    private record Change(Path directory, Undo undo) {}

    PowerCutFileOps(Random random) {
        super(new LocalFileOps());
        this.random = random;
    }

    void cut() throws IOException {
        for (Path file : unforcedContents) {
            if (Files.exists(file) && random.nextBoolean()) {
                try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                    channel.truncate(channel.size() / 2);
                    channel.write(ByteBuffer.wrap(new byte[1]), 0);
                }
            }
        }
        for (int i = unforced.size() - 1; i >= 0; i--) {
            if (random.nextBoolean()) {
                unforced.get(i).undo().run();
            }
        }
    }

    @Override
    public FileChannel create(Path file) throws IOException {
        FileChannel channel = super.create(file);
        unforcedContents.add(file);
        changed(file, () -> Files.deleteIfExists(file));
        return channel;
    }

    @Override
    public void force(List<Copy> copies) throws IOException {
        super.force(copies);
        copies.forEach(copy -> unforcedContents.remove(copy.file()));
    }

    @Override
    public void force(Path file) throws IOException {
        super.force(file);
        unforcedContents.remove(file);
    }

    @Override
    public void append(Path file, long length, byte[] content) throws IOException {
        boolean isNew = !Files.exists(file);
        super.append(file, length, content);
        if (isNew) {
            changed(file, () -> Files.deleteIfExists(file));
        }
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        byte[] before = Files.exists(to) ? Files.readAllBytes(to) : null;
        super.rename(from, to);
        if (unforcedContents.remove(from)) {
            unforcedContents.add(to);
        }
        changed(to, () -> {
            if (Files.exists(to)) {
                Files.move(to, from, StandardCopyOption.REPLACE_EXISTING);
            }
            if (before != null && Files.isDirectory(to.getParent())) {
                Files.write(to, before);
            }
        });
    }

    @Override
    public void delete(Path file) throws IOException {
        byte[] before = Files.isRegularFile(file) ? Files.readAllBytes(file) : null;
        super.delete(file);
        changed(file, () -> {
            if (before != null && Files.isDirectory(file.getParent())) {
                Files.write(file, before);
            }
        });
    }

    @Override
    public void createDirectory(Path directory) throws IOException {
        super.createDirectory(directory);
        changed(directory, () -> FileUtils.deleteDirectory(directory.toFile()));
    }

    @Override
    public void forceDirectory(Path directory) throws IOException {
        super.forceDirectory(directory);
        unforced.removeIf(change -> change.directory().equals(directory));
    }

    private void changed(Path name, Undo undo) {
        unforced.add(new Change(name.getParent(), undo));
    }
}
