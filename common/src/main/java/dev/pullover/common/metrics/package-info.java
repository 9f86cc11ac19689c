/**
 * What is counted: {@link dev.pullover.common.metrics.Counter} declares every counter once, {@link
 * dev.pullover.common.metrics.Counters} holds a process's values.
 */
@NullMarked
package dev.pullover.common.metrics;

import org.jspecify.annotations.NullMarked;
