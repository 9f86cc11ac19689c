/**
 * Names of published files: {@link dev.pullover.common.path.FilePath}, bytes on every machine, text
 * for people; {@link dev.pullover.common.path.PathBytes} brings them to the local file system and back.
 */
@NullMarked
package dev.pullover.common.path;

import org.jspecify.annotations.NullMarked;
