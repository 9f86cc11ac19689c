/**
 * The log module: {@link dev.pullover.log.LogModule} carries the lines of all modules from their queues into one file for
 * people and one for machines, each line exactly once; {@link dev.pullover.log.Main} is its command line.
 */
@NullMarked
package dev.pullover.log;

import org.jspecify.annotations.NullMarked;
