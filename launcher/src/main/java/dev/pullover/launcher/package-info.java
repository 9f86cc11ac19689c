/** The command line of the whole suite: the supervisor of the five modules, {@code once} for cron, and the demo. */
@NullMarked
package dev.pullover.launcher;

import org.jspecify.annotations.NullMarked;
