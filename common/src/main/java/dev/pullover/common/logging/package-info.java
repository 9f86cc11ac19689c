/** Where SLF4J's events go: a queue that the log module reads, and stderr. Logback is set up here and nowhere else. */
@NullMarked
package dev.pullover.common.logging;

import org.jspecify.annotations.NullMarked;
