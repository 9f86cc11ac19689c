package dev.pullover.common.state;

/**
 * One catalog that servers were seen to offer, and the furthest that any of them was.
 *
 * @param epoch its identity
 * @param sequence the highest sequence number seen in it
 * @param chain value of the chain there, 64 digits; empty if not known
 * @param publishedAt when that was published, by the publisher's clock, ISO 8601; empty if not known
 */
public record CatalogRecord(String epoch, long sequence, String chain, String publishedAt) {}
