package dev.pullover.publishlist;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;

/** Hands everything on; tests override what they are after. */
class ForwardingFileOps implements FileOps {
    private final FileOps next;

    ForwardingFileOps(FileOps next) {
        this.next = next;
    }

    @Override
    public FileChannel create(Path file) throws IOException {
        return next.create(file);
    }

    @Override
    public void force(List<Copy> copies) throws IOException {
        next.force(copies);
    }

    @Override
    public void force(Path file) throws IOException {
        next.force(file);
    }

    @Override
    public void setAttributes(Path file, int mode, long mtimeNs) throws IOException {
        next.setAttributes(file, mode, mtimeNs);
    }

    @Override
    public void append(Path file, long length, byte[] content) throws IOException {
        next.append(file, length, content);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        next.rename(from, to);
    }

    @Override
    public void delete(Path file) throws IOException {
        next.delete(file);
    }

    @Override
    public void createDirectory(Path directory) throws IOException {
        next.createDirectory(directory);
    }

    @Override
    public void forceDirectory(Path directory) throws IOException {
        next.forceDirectory(directory);
    }
}
