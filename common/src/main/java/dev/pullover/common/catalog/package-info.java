/**
 * The catalog on disk, as publishlist writes it and synchrolist follows it; {@code docs/formats.md}
 * specifies it. {@link dev.pullover.common.catalog.CatalogHead} says how far the catalog goes, {@link
 * dev.pullover.common.catalog.CatalogLine} is one publication, {@link
 * dev.pullover.common.catalog.SegmentParser} turns the bytes of a segment into checked lines, {@link
 * dev.pullover.common.catalog.SnapshotParser} those of a snapshot, {@link
 * dev.pullover.common.catalog.CatalogLayout} names the files.
 *
 * <p>Nothing here reads or writes files, and nothing loads native code: publishlist runs on any UNIX
 * with a JVM.
 */
@NullMarked
package dev.pullover.common.catalog;

import org.jspecify.annotations.NullMarked;
