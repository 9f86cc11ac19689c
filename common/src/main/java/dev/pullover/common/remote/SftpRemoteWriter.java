package dev.pullover.common.remote;

import dev.pullover.common.catalog.Sha256;
import dev.pullover.common.path.FilePath;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import net.schmizz.concurrent.Promise;
import net.schmizz.sshj.sftp.PacketType;
import net.schmizz.sshj.sftp.Request;
import net.schmizz.sshj.sftp.Response;
import net.schmizz.sshj.sftp.SFTPException;

/** Writes to an outbox behind an SFTP session of version 3. */
final class SftpRemoteWriter implements RemoteWriter {
    /** Every server takes packets of this size (draft-ietf-secsh-filexfer-02, section 3). */
    private static final int CHUNK_BYTES = 32 << 10;

    private static final int MAX_IN_FLIGHT = 32;
    private static final int WRITE_NEW = 0x02 | 0x08 | 0x20;
    private static final int PERMISSIONS = 0x04;
    private static final int TIMES = 0x08;
    private static final int OWNER_ONLY = 0600;
    private static final int DIRECTORY = 0755;
    private static final long MAX_SECONDS = 0xFFFF_FFFFL;
    private static final int NAME_DIGITS = 16;
    /** Replaces what has the new name, in one step; the rename of version 3 does not. */
    private static final String POSIX_RENAME = "posix-rename@openssh.com";

    private final SftpRemoteStore store;
    private final SftpChannel channel;

    SftpRemoteWriter(SftpRemoteStore store, SftpChannel channel) {
        this.store = store;
        this.channel = channel;
    }

    @Override
    public void put(FilePath path, InputStream content, int mode, long mtimeNs, boolean replace) throws IOException {
        if (!replace && exists(path)) {
            throw new FileAlreadyExistsException(path.toString());
        }
        makeDirectories(parent(path));
        FilePath temporary = temporary(path);
        remove(temporary);
        try {
            write(temporary, content, mode, mtimeNs);
            rename(temporary, path, replace);
        } catch (RemoteException e) {
            throw e;
        } catch (IOException e) {
            remove(temporary);
            throw e;
        }
    }

    @Override
    public void close() {
        store.close();
    }

    private void write(FilePath path, InputStream content, int mode, long mtimeNs) throws IOException {
        String name = path.toString();
        Request open = about(PacketType.OPEN, path).putUInt32(WRITE_NEW);
        byte[] handle = SftpMessages.handle(
                channel, channel.call(open.putUInt32(PERMISSIONS).putUInt32(OWNER_ONLY)), name);
        try {
            send(handle, content, name);
            long seconds = Math.max(0, Math.min(MAX_SECONDS, TimeUnit.NANOSECONDS.toSeconds(mtimeNs)));
            expectOk(
                    SftpMessages.about(channel, PacketType.FSETSTAT, handle)
                            .putUInt32(PERMISSIONS | TIMES)
                            .putUInt32(mode)
                            .putUInt32(seconds)
                            .putUInt32(seconds),
                    name);
        } finally {
            expectOk(SftpMessages.about(channel, PacketType.CLOSE, handle), name);
        }
    }

    private void send(byte[] handle, InputStream content, String name) throws IOException {
        Deque<Promise<Response, SFTPException>> inFlight = new ArrayDeque<>();
        long offset = 0;
        for (byte[] chunk = content.readNBytes(CHUNK_BYTES);
                chunk.length > 0;
                chunk = content.readNBytes(CHUNK_BYTES)) {
            inFlight.add(channel.send(SftpMessages.about(channel, PacketType.WRITE, handle)
                    .putUInt64(offset)
                    .putString(chunk)));
            offset += chunk.length;
            if (inFlight.size() >= MAX_IN_FLIGHT) {
                SftpMessages.expectOk(channel, channel.await(inFlight.remove()), name);
            }
        }
        while (!inFlight.isEmpty()) {
            SftpMessages.expectOk(channel, channel.await(inFlight.remove()), name);
        }
    }

    private void rename(FilePath from, FilePath to, boolean replace) throws IOException {
        if (!replace) {
            expectOk(about(PacketType.RENAME, from).putString(store.absolute(to)), to.toString());
            return;
        }
        Request rename = channel.request(PacketType.EXTENDED)
                .putString(POSIX_RENAME)
                .putString(store.absolute(from))
                .putString(store.absolute(to));
        try {
            expectOk(rename, to.toString());
        } catch (FileSystemException e) {
            // A server without that extension: there is a moment without the file.
            remove(to);
            expectOk(about(PacketType.RENAME, from).putString(store.absolute(to)), to.toString());
        }
    }

    private void makeDirectories(FilePath directory) throws IOException {
        if (RemotePaths.isOutbox(directory) || exists(directory)) {
            return;
        }
        makeDirectories(parent(directory));
        expectOk(about(PacketType.MKDIR, directory).putUInt32(PERMISSIONS).putUInt32(DIRECTORY), directory.toString());
    }

    private boolean exists(FilePath path) throws IOException {
        try {
            store.stat(path);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private void remove(FilePath path) throws IOException {
        try {
            expectOk(about(PacketType.REMOVE, path), path.toString());
        } catch (FileSystemException e) {
            // Not there, as nearly always; what else is wrong with it shows when it is written.
            return;
        }
    }

    private Request about(PacketType type, FilePath path) throws FileSystemException {
        return SftpMessages.about(channel, type, store.absolute(path));
    }

    private void expectOk(Request request, String name) throws IOException {
        SftpMessages.expectOk(channel, channel.call(request), name);
    }

    private static FilePath parent(FilePath path) {
        String text = path.toString();
        return FilePath.parse(text.substring(0, Math.max(0, text.lastIndexOf('/'))));
    }

    /** Short, whatever the length of the name. */
    private static FilePath temporary(FilePath path) {
        String hash = Sha256.hash(path.bytes()).toString().substring(0, NAME_DIGITS);
        FilePath folder = parent(path);
        String name = ".pullover-upload-" + hash;
        return RemotePaths.isOutbox(folder) ? FilePath.of(name) : folder.child(name);
    }
}
