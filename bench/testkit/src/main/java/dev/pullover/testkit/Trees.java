package dev.pullover.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Makes trees of files that depend on nothing but a seed, and compares trees. */
public final class Trees {
    /** Left out of comparisons, at the top of a tree: Pullover's own directory. */
    private static final String PRIVATE_DIRECTORY = ".pullover";

    private static final Instant OLDEST = Instant.parse("2020-01-01T00:00:00Z");
    private static final Duration AGE_RANGE = Duration.ofDays(5 * 365);
    private static final int DIRECTORIES_PER_LEVEL = 6;
    /** Every n-th name is an odd one. */
    private static final int ODD_NAME_PERIOD = 5;

    private static final List<String> ODD_NAMES = List.of(
            "two words",
            "Grüße",
            "日本語",
            "100%",
            "%41",
            "-rf",
            "tab\there",
            "new\nline",
            "'quoted' \"twice\"",
            "back\\slash",
            "🚀",
            "~");

    private Trees() {}

    /**
     * What a generated tree looks like.
     *
     * @param files how many, at least 0
     * @param minBytes smallest size, at least 0
     * @param maxBytes largest size, at least {@code minBytes}
     * @param maxDepth most directories above a file, 0 for all at the top
     * @param oddNames whether some names have spaces, line ends, percent signs and Unicode
     */
    public record Shape(int files, int minBytes, int maxBytes, int maxDepth, boolean oddNames) {}

    /** What {@link #compare} looks at besides names, types and contents. */
    public enum Aspect {
        /** Dates of files in whole seconds. */
        MTIME,
        /** Permissions of files. */
        MODE
    }

    /**
     * One path at which two trees differ.
     *
     * @param path relative to both
     * @param what in a few words, the first tree's side first: {@code missing in the second}
     */
    public record Difference(Path path, String what) {
        @Override
        public String toString() {
            return path + ": " + what;
        }
    }

    /**
     * Writes a tree below {@code root}, which is created if needed. The same seed and shape give the
     * same names, contents and dates (of some years ago).
     *
     * @return the files, relative to {@code root}, in the order of writing
     */
    public static List<Path> generate(Path root, Shape shape, long seed) throws IOException {
        Random random = new Random(seed);
        List<Path> files = new ArrayList<>(shape.files);
        Files.createDirectories(root);
        for (int i = 0; i < shape.files; i++) {
            Path relative = directory(shape, random).resolve(name(shape, i));
            Path file = root.resolve(relative);
            byte[] content = new byte[shape.minBytes + random.nextInt(shape.maxBytes - shape.minBytes + 1)];
            random.nextBytes(content);
            Files.createDirectories(file.getParent());
            Files.write(file, content);
            long age = (long) (random.nextDouble() * AGE_RANGE.toSeconds());
            Files.setLastModifiedTime(file, FileTime.from(OLDEST.plusSeconds(age)));
            files.add(relative);
        }
        return files;
    }

    /**
     * Compares what is below two directories: names, types, contents, link targets and the given
     * aspects; {@code .pullover} at the top is left out.
     *
     * @return the differences in the order of paths; empty if equal
     */
    public static List<Difference> compare(Path first, Path second, Aspect... aspects) throws IOException {
        Set<Aspect> wanted = EnumSet.noneOf(Aspect.class);
        wanted.addAll(List.of(aspects));
        TreeMap<Path, PosixFileAttributes> left = attributes(first);
        TreeMap<Path, PosixFileAttributes> right = attributes(second);
        TreeSet<Path> paths = new TreeSet<>(left.keySet());
        paths.addAll(right.keySet());
        List<Difference> differences = new ArrayList<>();
        for (Path path : paths) {
            if (!right.containsKey(path)) {
                differences.add(new Difference(path, "missing in the second"));
            } else if (!left.containsKey(path)) {
                differences.add(new Difference(path, "missing in the first"));
            } else {
                String what =
                        difference(first.resolve(path), left.get(path), second.resolve(path), right.get(path), wanted);
                if (!what.isEmpty()) {
                    differences.add(new Difference(path, what));
                }
            }
        }
        return differences;
    }

    private static String difference(
            Path left, PosixFileAttributes leftIs, Path right, PosixFileAttributes rightIs, Set<Aspect> aspects)
            throws IOException {
        if (!type(leftIs).equals(type(rightIs))) {
            return type(leftIs) + " and " + type(rightIs);
        }
        if (leftIs.isSymbolicLink() && !Files.readSymbolicLink(left).equals(Files.readSymbolicLink(right))) {
            return "links to " + Files.readSymbolicLink(left) + " and " + Files.readSymbolicLink(right);
        }
        if (!leftIs.isRegularFile()) {
            return "";
        }
        if (leftIs.size() != rightIs.size()) {
            return leftIs.size() + " and " + rightIs.size() + " bytes";
        }
        long mismatch = Files.mismatch(left, right);
        if (mismatch >= 0) {
            return "contents differ from byte " + mismatch + " of " + leftIs.size() + " on";
        }
        if (aspects.contains(Aspect.MTIME) && seconds(leftIs) != seconds(rightIs)) {
            return "dates " + leftIs.lastModifiedTime() + " and " + rightIs.lastModifiedTime();
        }
        if (aspects.contains(Aspect.MODE) && !leftIs.permissions().equals(rightIs.permissions())) {
            return "permissions " + new TreeSet<>(leftIs.permissions()) + " and "
                    + new TreeSet<>(rightIs.permissions());
        }
        return "";
    }

    private static long seconds(PosixFileAttributes attributes) {
        return attributes.lastModifiedTime().to(TimeUnit.SECONDS);
    }

    private static String type(PosixFileAttributes attributes) {
        return attributes.isRegularFile()
                ? "file"
                : attributes.isDirectory() ? "directory" : attributes.isSymbolicLink() ? "symbolic link" : "other";
    }

    private static TreeMap<Path, PosixFileAttributes> attributes(Path root) throws IOException {
        TreeMap<Path, PosixFileAttributes> found = new TreeMap<>();
        try (Stream<Path> walk = Files.walk(root)) {
            for (Path path : (Iterable<Path>) walk::iterator) {
                Path relative = root.relativize(path);
                if (!path.equals(root) && !relative.startsWith(PRIVATE_DIRECTORY)) {
                    found.put(
                            relative, Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
                }
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return found;
    }

    private static Path directory(Shape shape, Random random) {
        int depth = shape.maxDepth == 0 ? 0 : random.nextInt(shape.maxDepth + 1);
        Path directory = Path.of("");
        for (int level = 0; level < depth; level++) {
            directory = directory.resolve("dir-" + random.nextInt(DIRECTORIES_PER_LEVEL));
        }
        return directory;
    }

    private static String name(Shape shape, int number) {
        boolean odd = shape.oddNames && number % ODD_NAME_PERIOD == 0;
        String prefix = odd ? ODD_NAMES.get(number / ODD_NAME_PERIOD % ODD_NAMES.size()) + " " : "file-";
        return prefix + number;
    }
}
