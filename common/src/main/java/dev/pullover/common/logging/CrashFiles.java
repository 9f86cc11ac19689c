package dev.pullover.common.logging;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Keeps the full text of exceptions, which does not fit into a log line: one file each, {@code <module>-<number>.txt}, the
 * newest {@value #KEPT} of a module, readable by the owner only. Thread-safe among the processes of different modules.
 */
final class CrashFiles {
    static final int KEPT = 10;
    /** A stack overflow has a thousand lines, and all of its causes may have as many. */
    static final int MAX_BYTES = 64 << 10;

    private final Path folder;

    /** @param folder made when it is needed */
    CrashFiles(Path folder) {
        this.folder = folder;
    }

    /** Keeps {@code text}; returns the name of the file, or empty if that could not be written. */
    synchronized Optional<String> keep(String module, String text) {
        try {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            TreeMap<Long, Path> kept = kept(module);
            while (kept.size() >= KEPT) {
                Files.deleteIfExists(kept.pollFirstEntry().getValue());
            }
            long number = kept.isEmpty() ? 1 : kept.lastKey() + 1;
            Path file = folder.resolve(module + "-" + number + ".txt");
            write(file, text.getBytes(StandardCharsets.UTF_8));
            return Optional.of(folder.getFileName() + "/" + file.getFileName());
        } catch (IOException e) {
            // The line itself says what happened; for more there is no room, or no right.
            return Optional.empty();
        }
    }

    private static void write(Path file, byte[] bytes) throws IOException {
        try (SeekableByteChannel channel = Files.newByteChannel(
                file,
                EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, Math.min(bytes.length, MAX_BYTES));
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        }
    }

    private TreeMap<Long, Path> kept(String module) throws IOException {
        TreeMap<Long, Path> kept = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            files.forEach(file -> number(module, file).ifPresent(number -> kept.put(number, file)));
        }
        return kept;
    }

    private static OptionalLong number(String module, Path file) {
        Matcher matcher = Pattern.compile(Pattern.quote(module) + "-(\\d{1,15})\\.txt")
                .matcher(file.getFileName().toString());
        return matcher.matches() ? OptionalLong.of(Long.parseLong(matcher.group(1))) : OptionalLong.empty();
    }
}
