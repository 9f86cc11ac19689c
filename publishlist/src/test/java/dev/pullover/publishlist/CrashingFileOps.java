package dev.pullover.publishlist;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Stops the publisher at a given step, as kill -9 would: what was done is done, and nothing is tidied up. */
class CrashingFileOps extends ForwardingFileOps {
    private final int crashAt;
    private final boolean torn;
    private int step;

    /** The process is gone. An error, so that nobody handles it. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1L;

        Killed(String step) {
            super(step, null, false, false);
        }
    }

    /**
     * Stops at step {@code crashAt}, from 0.
     *
     * @param torn whether half of what is appended by that step is still written
     */
    CrashingFileOps(FileOps next, int crashAt, boolean torn) {
        super(next);
        this.crashAt = crashAt;
        this.torn = torn;
    }

    private void step(String what, Path file) {
        if (step++ == crashAt) {
            throw new Killed(what + " " + file);
        }
    }

    @Override
    public FileChannel create(Path file) throws IOException {
        step("create", file);
        return super.create(file);
    }

    @Override
    public void force(List<Copy> copies) throws IOException {
        for (Copy copy : copies) {
            step("force", copy.file());
            super.force(List.of(copy));
        }
    }

    @Override
    public void force(Path file) throws IOException {
        step("force", file);
        super.force(file);
    }

    @Override
    public void setAttributes(Path file, int mode, long mtimeNs) throws IOException {
        step("attributes", file);
        super.setAttributes(file, mode, mtimeNs);
    }

    @Override
    public void append(Path file, long length, byte[] content) throws IOException {
        if (torn && step == crashAt) {
            super.append(file, length, Arrays.copyOf(content, content.length / 2));
        }
        step("append", file);
        super.append(file, length, content);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        step("rename", to);
        super.rename(from, to);
    }

    @Override
    public void delete(Path file) throws IOException {
        step("delete", file);
        super.delete(file);
    }

    @Override
    public void createDirectory(Path directory) throws IOException {
        step("createDirectory", directory);
        super.createDirectory(directory);
    }

    @Override
    public void forceDirectory(Path directory) throws IOException {
        step("forceDirectory", directory);
        super.forceDirectory(directory);
    }
}
