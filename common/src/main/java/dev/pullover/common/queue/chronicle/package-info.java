/**
 * Queues in memory-mapped files, by Chronicle Queue. No other package knows its types.
 *
 * <p>An excerpt is eight bytes of sequence number, big-endian, and the message.
 */
@NullMarked
package dev.pullover.common.queue.chronicle;

import org.jspecify.annotations.NullMarked;
