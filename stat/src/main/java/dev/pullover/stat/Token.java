package dev.pullover.stat;

import dev.pullover.common.ExitCode;
import dev.pullover.common.PulloverException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;

/**
 * The secret that operators give to the page before it lets them change anything: a file which only the owner may read.
 * It is read anew at each use, so that replacing the file is enough to change it. It is never logged. Thread-safe.
 */
final class Token {
    /** Shorter ones could be guessed. */
    static final int MIN_CHARS = 32;

    private static final int RANDOM_BYTES = 32;
    private static final int MAX_FILE_BYTES = 1024;
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private final Path file;

    /**
     * Makes the file if it is not there.
     *
     * @throws PulloverException (usage) if it cannot be made, or others may read it
     */
    Token(Path file, SecureRandom random) {
        this.file = file;
        try {
            if (!Files.exists(file)) {
                make(random);
            }
            Set<PosixFilePermission> tooMuch = EnumSet.copyOf(Files.getPosixFilePermissions(file));
            tooMuch.removeAll(OWNER_ONLY);
            if (!tooMuch.isEmpty()) {
                throw new PulloverException(
                        ExitCode.USAGE, file + " may be read or written by others: chmod 600 it, or remove it");
            }
        } catch (IOException e) {
            throw new PulloverException(
                    ExitCode.USAGE, "cannot use the page's token " + file + ": " + e + "; check its owner", e);
        }
    }

    /** Whether {@code candidate} is the token. Takes the same time wherever they differ. */
    boolean matches(String candidate) {
        try {
            if (Files.size(file) > MAX_FILE_BYTES) {
                return false;
            }
            byte[] token = Files.readString(file).strip().getBytes(StandardCharsets.UTF_8);
            byte[] given = candidate.getBytes(StandardCharsets.UTF_8);
            return token.length >= MIN_CHARS && MessageDigest.isEqual(token, given);
        } catch (IOException e) {
            return false;
        }
    }

    private void make(SecureRandom random) throws IOException {
        byte[] secret = new byte[RANDOM_BYTES];
        random.nextBytes(secret);
        String text = HexFormat.of().formatHex(secret) + "\n";
        try (SeekableByteChannel channel = Files.newByteChannel(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(OWNER_ONLY))) {
            channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
        } catch (FileAlreadyExistsException e) {
            // Someone was faster: theirs is as good.
            return;
        }
    }
}
