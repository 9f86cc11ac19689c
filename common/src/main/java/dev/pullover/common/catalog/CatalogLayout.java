package dev.pullover.common.catalog;

import dev.pullover.common.path.FilePath;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * Where Pullover's own files are in an outbox.
 *
 * <pre>
 * .pullover/tmp/                     temporaries of the publisher
 * .pullover/catalog/HEAD             how far the catalog goes
 * .pullover/catalog/0000000001.log   segments, numbered from 1 without gaps
 * .pullover/catalog/0000000001.base  all that is offered at the end of segment 1
 * </pre>
 */
public final class CatalogLayout {
    /** Directory of the catalog. */
    public static final FilePath CATALOG =
            FilePath.of(FilePath.PRIVATE_DIRECTORY).child("catalog");
    /** Directory of temporaries, in the same file system as the published files. */
    public static final FilePath TMP = FilePath.of(FilePath.PRIVATE_DIRECTORY).child("tmp");
    /** The file replaced by each publication. */
    public static final FilePath HEAD = CATALOG.child("HEAD");
    /** Largest number of a segment: what ten digits hold. */
    public static final long MAX_SEGMENT = 9_999_999_999L;

    private static final int DIGITS = 10;
    private static final String SEGMENT_SUFFIX = ".log";
    private static final String BASE_SUFFIX = ".base";

    private CatalogLayout() {}

    /** The file of segment {@code number}, 1 to {@link #MAX_SEGMENT}. */
    public static FilePath segment(long number) {
        return numbered(number, SEGMENT_SUFFIX);
    }

    /** The snapshot of what is offered at the end of segment {@code number}. */
    public static FilePath base(long number) {
        return numbered(number, BASE_SUFFIX);
    }

    /** The number of the segment whose file has this name (its last component), if it is one. */
    public static OptionalLong segmentNumber(String name) {
        return number(name, SEGMENT_SUFFIX);
    }

    /** The number of the snapshot whose file has this name (its last component), if it is one. */
    public static OptionalLong baseNumber(String name) {
        return number(name, BASE_SUFFIX);
    }

    /** Where one of these files is in a local outbox. {@link FilePath#below} refuses them, as it must for others. */
    public static Path in(Path outbox, FilePath own) {
        return outbox.resolve(own.toString());
    }

    private static FilePath numbered(long number, String suffix) {
        if (number < 1 || number > MAX_SEGMENT) {
            throw new IllegalArgumentException("segment " + number + ", must be 1 to " + MAX_SEGMENT);
        }
        return CATALOG.child(String.format(Locale.ROOT, "%0" + DIGITS + "d", number) + suffix);
    }

    private static OptionalLong number(String name, String suffix) {
        if (name.length() != DIGITS + suffix.length() || !name.endsWith(suffix)) {
            return OptionalLong.empty();
        }
        String digits = name.substring(0, DIGITS);
        if (!digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return OptionalLong.empty();
        }
        long number = Long.parseLong(digits);
        return number == 0 ? OptionalLong.empty() : OptionalLong.of(number);
    }
}
