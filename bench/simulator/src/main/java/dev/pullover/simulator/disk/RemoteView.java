package dev.pullover.simulator.disk;

import dev.pullover.common.EpochTime;
import dev.pullover.common.path.FilePath;
import dev.pullover.common.remote.RemoteEntry;
import dev.pullover.common.remote.RemoteStat;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.NotDirectoryException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A directory of a {@link Disk} as an SFTP server shows it. */
public final class RemoteView {
    private final Disk disk;
    private final String root;

    public RemoteView(Disk disk, String root) {
        this.disk = disk;
        this.root = root;
    }

    /** What the server says of a path. */
    public RemoteStat stat(String path) throws IOException {
        return stat(disk.get(root + "/" + path));
    }

    /** The content of a file as it is now; stays so, whatever becomes of the file. */
    public byte[] content(String path) throws IOException {
        return open(path).get();
    }

    /** A file whose content can be asked for, also when another one has its name, or it is changed in its place. */
    public Supplier<byte[]> open(String path) throws IOException {
        Node node = disk.get(root + "/" + path);
        if (node.isDirectory) {
            throw new FileSystemException(path, null, "a directory");
        }
        return () -> node.content;
    }

    /** Lists a directory. */
    public void list(String path, Consumer<RemoteEntry> entries) throws IOException {
        Node node = disk.get(root + "/" + path);
        if (!node.isDirectory) {
            throw new NotDirectoryException(path);
        }
        for (Map.Entry<String, Node> child : List.copyOf(new TreeMap<>(node.names).entrySet())) {
            entries.accept(new RemoteEntry(FilePath.of(child.getKey()), stat(child.getValue())));
        }
    }

    private static RemoteStat stat(Node node) {
        return new RemoteStat(
                node.isDirectory ? RemoteStat.Type.DIRECTORY : RemoteStat.Type.FILE,
                node.content.length,
                EpochTime.seconds(node.mtimeNs),
                node.mode);
    }
}
