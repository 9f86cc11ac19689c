package dev.pullover.common.remote;

import dev.pullover.common.path.FilePath;

/**
 * One name in a listed directory.
 *
 * @param name the last component only
 * @param stat as {@link RemoteStore#stat} would give
 */
public record RemoteEntry(FilePath name, RemoteStat stat) {}
