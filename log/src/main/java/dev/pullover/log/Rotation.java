package dev.pullover.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files that were put aside: {@code FILE.0} is waiting to be compressed, {@code FILE.0.gz} is the result so far, {@code
 * FILE.1.gz} and up are done, the newest first. At every moment the names tell what is left to do:
 *
 * <ol>
 *   <li>{@code FILE.0} is there: compress it, whatever lies in {@code FILE.0.gz};
 *   <li>only {@code FILE.0.gz} is there: it is whole; move the others up as far as the first gap, and it to {@code 1}.
 * </ol>
 *
 * One thread.
 */
final class Rotation implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Rotation.class);

    private final Path file;
    private final int keep;
    private final Path aside;
    private final Path compressed;
    private @Nullable Compression compression;
    private boolean failed;

    private Rotation(Path file, int keep) {
        this.file = file;
        this.keep = keep;
        this.aside = sibling(".0");
        this.compressed = sibling(".0.gz");
    }

    /** The files of {@code file}, as an earlier process may have left them. */
    static Rotation of(Path file, int keep) throws IOException {
        Rotation rotation = new Rotation(file, keep);
        if (Files.exists(rotation.aside)) {
            rotation.begin();
        } else if (Files.exists(rotation.compressed)) {
            rotation.moveUp();
        }
        rotation.deleteSurplus();
        return rotation;
    }

    /** Moves the file aside. What was put aside before is brought to its end first. */
    void putAside() throws IOException {
        while (compression != null) {
            advance();
        }
        if (Files.exists(compressed)) {
            moveUp();
        }
        Files.move(file, aside, StandardCopyOption.ATOMIC_MOVE);
        begin();
    }

    /** Does a bounded part of the compression; returns 0 if there is nothing to do. A failure is told once. */
    int step() {
        if (compression == null || failed) {
            return 0;
        }
        try {
            advance();
            return 1;
        } catch (IOException e) {
            failed = true;
            log.warn("{} is not compressed before the next rotation: {}", aside.getFileName(), e.getMessage());
            return 0;
        }
    }

    @Override
    public void close() {
        if (compression != null) {
            compression.close();
        }
    }

    private void begin() {
        compression = new Compression(aside, compressed);
        failed = false;
    }

    private void advance() throws IOException {
        if (!Files.exists(aside)) {
            // Someone removed it: what is compressed of it must not pass for the whole.
            end();
            Files.deleteIfExists(compressed);
        } else if (keep == 0 || compression == null || !compression.step()) {
            Files.delete(aside);
            end();
            if (keep > 0) {
                moveUp();
            }
        }
    }

    private void end() {
        close();
        compression = null;
    }

    private void moveUp() throws IOException {
        int gap = 1;
        while (gap < keep && Files.exists(numbered(gap))) {
            gap++;
        }
        for (int number = gap; number > 1; number--) {
            replace(numbered(number - 1), numbered(number));
        }
        replace(compressed, numbered(1));
    }

    /** After {@code keep} was lowered, the oldest are too many. */
    private void deleteSurplus() throws IOException {
        Pattern name = Pattern.compile(Pattern.quote(file.getFileName().toString()) + "\\.([1-9]\\d{0,8})\\.gz");
        List<Path> surplus = new ArrayList<>();
        try (Stream<Path> files = Files.list(file.toAbsolutePath().getParent())) {
            files.forEach(found -> {
                Matcher matcher = name.matcher(found.getFileName().toString());
                if (matcher.matches() && Integer.parseInt(matcher.group(1)) > keep) {
                    surplus.add(found);
                }
            });
        }
        for (Path old : surplus) {
            Files.deleteIfExists(old);
        }
    }

    private Path numbered(int number) {
        return sibling("." + number + ".gz");
    }

    private Path sibling(String suffix) {
        return file.resolveSibling(file.getFileName() + suffix);
    }

    private static void replace(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
