/**
 * Brings what the servers offer into {@code catalog.db}: {@link dev.pullover.synchrolist.SynchrolistModule} is the
 * module, {@link dev.pullover.synchrolist.Main} its command line.
 *
 * <p>The agent asks the servers, best first; a {@code CatalogFollower} compares a server's HEAD with what was followed (a
 * {@code Relation}), reads the new lines, and takes them over once HEAD has vouched for them. What a look came to is a
 * {@code Look}.
 *
 * <p>A server without a catalog is scanned: a {@code ServerScanner} decides when which {@code ScanPass} is due, {@code
 * DirectoryVisits} asks for many directories at a time, a {@code ScanIntake} compares with what was seen before, and a {@code
 * Sighting} says what follows from a difference.
 */
@NullMarked
package dev.pullover.synchrolist;

import org.jspecify.annotations.NullMarked;
