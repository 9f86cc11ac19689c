/**
 * A disk in memory, as a {@link java.nio.file.FileSystem}, that forgets at a power cut what was not forced to it.
 *
 * <p>What it promises is what POSIX does and ordinary file systems on Linux keep, not more: the content of a file is
 * durable after {@code force} of that file, a name after {@code force} of its directory; a rename is atomic, on disk too;
 * of what was not forced, any part may be on the disk. Contents that were not forced may be torn: begun, and zero from
 * some place on.
 *
 * <p>What it does not have: symbolic links, users, directories that may not be read, bytes that rot.
 */
@NullMarked
package dev.pullover.simulator.disk;

import org.jspecify.annotations.NullMarked;
