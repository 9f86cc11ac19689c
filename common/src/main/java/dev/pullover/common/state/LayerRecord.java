package dev.pullover.common.state;

/**
 * How one layer of a check ended.
 *
 * @param layer {@code life}, {@code auth}, {@code health} or {@code response}
 * @param passed whether it did
 * @param durationMs what it took, milliseconds
 * @param detail what was found, for people; may be empty
 */
public record LayerRecord(String layer, boolean passed, long durationMs, String detail) {}
