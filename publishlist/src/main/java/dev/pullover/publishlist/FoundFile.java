package dev.pullover.publishlist;

import dev.pullover.common.path.FilePath;
import dev.pullover.common.path.PathBytes;
import java.nio.file.Path;

/**
 * A regular file met by a {@link TreeWalk}.
 *
 * @param path relative to the root of the walk
 * @param directory where it is
 * @param name its last component
 * @param stat as it was when its directory was listed
 */
record FoundFile(FilePath path, Path directory, FilePath name, FileStat stat) {
    /** Made when asked for: most files are unchanged, and nobody touches them. */
    Path file() {
        return PathBytes.resolve(directory, name.bytes());
    }
}
