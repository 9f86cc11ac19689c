package dev.pullover.common.module;

import dev.pullover.common.CLibrary;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A datagram socket of this machine, which the JDK does not have: it knows Unix sockets for streams only. Never waits: a
 * message for which the receiver has no room is an error. Linux. Not thread-safe.
 */
public final class UnixDatagramSocket implements AutoCloseable {
    private static final short AF_UNIX = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int MSG_NOSIGNAL = 0x4000;
    /** Of a {@code sockaddr_un}: the path with a NUL. */
    private static final int MAX_PATH_BYTES = 107;

    private static final char ABSTRACT = '@';

    private final LibC libc;
    private final String address;
    private final int descriptor;

    private UnixDatagramSocket(LibC libc, String address, int descriptor) {
        this.libc = libc;
        this.address = address;
        this.descriptor = descriptor;
    }

    /**
     * Opens the way to a socket that another process has bound.
     *
     * @param address its path of at most {@value #MAX_PATH_BYTES} bytes; with {@code @} at the beginning, its name in the
     *     abstract namespace (unix(7))
     * @throws IOException if nobody listens there, or the address is too long
     */
    public static UnixDatagramSocket connect(String address) throws IOException {
        byte[] sockaddr = sockaddr(address);
        LibC libc = CLibrary.load(LibC.class);
        int descriptor = libc.socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        UnixDatagramSocket socket = new UnixDatagramSocket(libc, address, descriptor);
        if (descriptor < 0 || libc.connect(descriptor, sockaddr, sockaddr.length) < 0) {
            IOException failure = socket.failure();
            socket.close();
            throw failure;
        }
        return socket;
    }

    /** A path ends with a NUL; an abstract name begins with one, and its end is that of the structure. */
    private static byte[] sockaddr(String address) throws IOException {
        byte[] name = address.getBytes(StandardCharsets.UTF_8);
        if (name.length > MAX_PATH_BYTES) {
            throw new IOException(address + ": longer than " + MAX_PATH_BYTES + " bytes");
        }
        boolean isAbstract = !address.isEmpty() && address.charAt(0) == ABSTRACT;
        if (isAbstract) {
            name[0] = 0;
        }
        return ByteBuffer.allocate(Short.BYTES + name.length + (isAbstract ? 0 : 1))
                .order(ByteOrder.nativeOrder())
                .putShort(AF_UNIX)
                .put(name)
                .array();
    }

    /** Sends one message, whole or not at all. */
    public void send(byte[] message) throws IOException {
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
        return new IOException(address + ": " + CLibrary.lastError(libc));
    }

    /** The functions of the C library, see their manual pages. Public for the library that implements it. */
    public interface LibC {
        int socket(int domain, int type, int protocol);

        int connect(int socket, byte[] address, int length);

        long send(int socket, byte[] message, long length, int flags);

        int close(int descriptor);
    }
}
