/**
 * What modules remember: {@link dev.pullover.common.ledger.CatalogLedger} is what the servers offer, {@link
 * dev.pullover.common.ledger.ReplicaLedger} what is durably here. What is owed is the first minus the second. Module
 * logic knows these interfaces; SQLite is one implementation.
 */
@NullMarked
package dev.pullover.common.ledger;

import org.jspecify.annotations.NullMarked;
