/**
 * Queues between processes. Module logic knows {@link dev.pullover.common.queue.MessageBus}, {@link
 * dev.pullover.common.queue.MessageSender} and {@link dev.pullover.common.queue.MessageReader}; Chronicle Queue is one
 * implementation, memory another.
 *
 * <p>A message is a notice, never the only record: queues may lose their end at a power cut.
 */
@NullMarked
package dev.pullover.common.queue;

import org.jspecify.annotations.NullMarked;
