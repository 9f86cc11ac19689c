package dev.pullover.testkit;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.util.Set;
import org.apache.sshd.server.session.ServerSession;
import org.apache.sshd.sftp.common.SftpConstants;
import org.apache.sshd.sftp.server.FileHandle;
import org.apache.sshd.sftp.server.SftpEventListener;
import org.apache.sshd.sftp.server.SftpFileSystemAccessor;
import org.apache.sshd.sftp.server.SftpSubsystemFactory;
import org.apache.sshd.sftp.server.SftpSubsystemProxy;

/** Makes an SFTP subsystem that answers every attempt to change something with "permission denied". */
final class ReadOnlySftp implements SftpEventListener, SftpFileSystemAccessor {
    private static final Set<Integer> CHANGES = Set.of(
            SftpConstants.SSH_FXP_WRITE,
            SftpConstants.SSH_FXP_SETSTAT,
            SftpConstants.SSH_FXP_FSETSTAT,
            SftpConstants.SSH_FXP_REMOVE,
            SftpConstants.SSH_FXP_MKDIR,
            SftpConstants.SSH_FXP_RMDIR,
            SftpConstants.SSH_FXP_RENAME,
            SftpConstants.SSH_FXP_SYMLINK,
            SftpConstants.SSH_FXP_LINK);

    private ReadOnlySftp() {}

    static SftpSubsystemFactory subsystem() {
        ReadOnlySftp guard = new ReadOnlySftp();
        SftpSubsystemFactory factory =
                new SftpSubsystemFactory.Builder().withFileSystemAccessor(guard).build();
        factory.addSftpEventListener(guard);
        return factory;
    }

    @Override
    public void received(ServerSession session, int type, int id) throws IOException {
        if (CHANGES.contains(type)) {
            throw new AccessDeniedException("this server is read-only");
        }
    }

    @Override
    public void receivedExtension(ServerSession session, String extension, int id) throws IOException {
        throw new AccessDeniedException("this server is read-only: " + extension);
    }

    @Override
    public SeekableByteChannel openFile(
            SftpSubsystemProxy subsystem,
            FileHandle fileHandle,
            Path file,
            String handle,
            Set<? extends OpenOption> options,
            FileAttribute<?>... attributes)
            throws IOException {
        for (OpenOption option : options) {
            if (option != StandardOpenOption.READ) {
                throw new AccessDeniedException(file.toString(), null, "this server is read-only");
            }
        }
        return SftpFileSystemAccessor.super.openFile(subsystem, fileHandle, file, handle, options, attributes);
    }
}
