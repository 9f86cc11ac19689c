/**
 * Brings over only the new files: what is owed is what the catalog offers ({@code catalog.db}) and the replica lacks
 * ({@code replica.db}).
 *
 * <p>One thread decides ({@link dev.pullover.copylist.CopyAgent}); workers pull ({@code Puller}) into a temporary
 * directory; groups of files are made durable and visible ({@code Installer}) and then recorded ({@code Recorder}), so
 * that a crash at any step loses nothing and has nothing pulled twice. {@code ReplicaTree} and {@code Folder} see to it
 * that nothing outside the replica directory is touched.
 */
@NullMarked
package dev.pullover.copylist;

import org.jspecify.annotations.NullMarked;
