/**
 * Queues in plain files, for writers that live for one message: nothing has to be loaded or mapped for it. Files are numbered
 * from 1; each is a sequence of frames, big-endian:
 *
 * <pre>
 *  0              2           6           14
 * +--------------+-----------+-----------+------- - -
 * | length (u16) | CRC (u32) | sequence  | message
 * +--------------+-----------+-----------+------- - -
 * </pre>
 *
 * The length is that of the message, the CRC-32 is over sequence and message. A frame that is not whole is the end of the file
 * for readers; the next writer cuts it off.
 */
@NullMarked
package dev.pullover.common.queue.file;

import org.jspecify.annotations.NullMarked;
