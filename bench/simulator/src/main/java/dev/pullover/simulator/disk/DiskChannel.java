package dev.pullover.simulator.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/** An open file. Stays that file, whatever becomes of its name. */
final class DiskChannel extends FileChannel {
    private final Disk disk;
    private final Node node;
    private final String path;
    private final boolean appends;
    private int position;

    DiskChannel(Disk disk, Node node, String path, boolean appends) {
        this.disk = disk;
        this.node = node;
        this.path = path;
        this.appends = appends;
        this.position = 0;
    }

    @Override
    public int read(ByteBuffer target) {
        int count = read(target, position);
        position += Math.max(0, count);
        return count;
    }

    @Override
    public int read(ByteBuffer target, long from) {
        int count = (int) Math.min(target.remaining(), node.content.length - from);
        if (count <= 0) {
            return target.hasRemaining() ? -1 : 0;
        }
        target.put(node.content, (int) from, count);
        return count;
    }

    @Override
    public long read(ByteBuffer[] targets, int offset, int length) {
        throw new UnsupportedOperationException("scattering read");
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        int at = appends ? node.content.length : position;
        int count = write(source, at);
        position = at + count;
        return count;
    }

    @Override
    public int write(ByteBuffer source, long at) throws IOException {
        byte[] bytes = new byte[source.remaining()];
        source.duplicate().get(bytes);
        disk.write(node, path, (int) at, bytes);
        source.position(source.limit());
        return bytes.length;
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) {
        throw new UnsupportedOperationException("gathering write");
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public FileChannel position(long newPosition) {
        position = (int) newPosition;
        return this;
    }

    @Override
    public long size() {
        return node.content.length;
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
        disk.truncate(node, path, (int) size);
        position = (int) Math.min(position, size);
        return this;
    }

    @Override
    public void force(boolean metaData) throws IOException {
        disk.force(node, path);
    }

    @Override
    public long transferTo(long from, long count, WritableByteChannel target) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) Math.max(0, Math.min(count, size() - from)));
        read(bytes, from);
        return target.write(bytes.flip());
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long at, long count) {
        throw new UnsupportedOperationException("transferFrom");
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long from, long size) {
        throw new UnsupportedOperationException("map");
    }

    @Override
    public FileLock lock(long from, long size, boolean shared) {
        return tryLock(from, size, shared);
    }

    /** A process that ended holds no lock any more, and the simulator starts no module twice: so it is always free. */
    @Override
    public FileLock tryLock(long from, long size, boolean shared) {
        return new FileLock(this, from, size, shared) {
            @Override
            public boolean isValid() {
                return true;
            }

            @Override
            public void release() {
                // Nobody waits for it.
            }
        };
    }

    @Override
    protected void implCloseChannel() {
        // What was written stays as it is.
    }
}
