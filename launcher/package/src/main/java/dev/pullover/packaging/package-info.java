/** Writes, while packages are built, what is in them besides programs: manual pages, completion, control files, licences. */
@org.jspecify.annotations.NullMarked
package dev.pullover.packaging;
