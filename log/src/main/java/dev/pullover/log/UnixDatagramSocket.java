package dev.pullover.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import jnr.constants.platform.Errno;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Runtime;

/**
 * A datagram socket of this machine, which the JDK does not have: it knows Unix sockets for streams only. Never waits: a
 * message for which the receiver has no room is an error. Linux.
 */
final class UnixDatagramSocket implements AutoCloseable {
    private static final short AF_UNIX = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int MSG_NOSIGNAL = 0x4000;
    /** Of a {@code sockaddr_un}: family, and path with a NUL. */
    private static final int ADDRESS_BYTES = 110;

    private static final int MAX_PATH_BYTES = ADDRESS_BYTES - Short.BYTES - 1;

    private final LibC libc;
    private final Path path;
    private final int descriptor;

    private UnixDatagramSocket(LibC libc, Path path, int descriptor) {
        this.libc = libc;
        this.path = path;
        this.descriptor = descriptor;
    }

    static UnixDatagramSocket connect(Path path) throws IOException {
        byte[] name = path.toString().getBytes(StandardCharsets.UTF_8);
        if (name.length > MAX_PATH_BYTES) {
            throw new IOException(path + ": longer than " + MAX_PATH_BYTES + " bytes");
        }
        LibC libc = LibraryLoader.create(LibC.class).load("c");
        int descriptor = libc.socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        UnixDatagramSocket socket = new UnixDatagramSocket(libc, path, descriptor);
        ByteBuffer address = ByteBuffer.allocate(ADDRESS_BYTES).order(ByteOrder.nativeOrder());
        address.putShort(AF_UNIX).put(name);
        if (descriptor < 0 || libc.connect(descriptor, address.array(), ADDRESS_BYTES) < 0) {
            IOException failure = socket.failure();
            socket.close();
            throw failure;
        }
        return socket;
    }

    void send(byte[] message) throws IOException {
        if (libc.send(descriptor, message, message.length, MSG_DONTWAIT | MSG_NOSIGNAL) < 0) {
            throw failure();
        }
    }

    @Override
    public void close() {
        if (descriptor >= 0) {
            libc.close(descriptor);
        }
    }

    private IOException failure() {
        return new IOException(
                path + ": " + Errno.valueOf(Runtime.getRuntime(libc).getLastError()));
    }

    /** The functions of the C library, see their manual pages. Public for the library that implements it. */
    public interface LibC {
        int socket(int domain, int type, int protocol);

        int connect(int socket, byte[] address, int length);

        long send(int socket, byte[] message, long length, int flags);

        int close(int descriptor);
    }
}
