/**
 * The publisher on the production server: copies what is new among the sources to the outbox, and keeps the catalog of it.
 * Its public face is {@link dev.pullover.publishlist.Main}. Loads no queue, no database and no native code.
 *
 * <p>A {@link dev.pullover.publishlist.Pass} merges the {@link dev.pullover.publishlist.TreeWalk} over the sources with the
 * {@link dev.pullover.publishlist.Index} of what is published; the {@link dev.pullover.publishlist.Stager} copies what
 * differs into a {@link dev.pullover.publishlist.Batch}, which the {@link dev.pullover.publishlist.Outbox} publishes.
 */
@NullMarked
package dev.pullover.publishlist;

import org.jspecify.annotations.NullMarked;
