package dev.pullover.common.ledger;

import dev.pullover.common.catalog.CatalogLine;
import java.util.UUID;

/**
 * The newest publication of a path.
 *
 * @param change its place in the order of changes, from 1
 * @param epoch of the catalog that it was published in
 * @param line what was published
 */
public record CatalogEntry(long change, UUID epoch, CatalogLine line) {}
