/** Ledgers in SQLite files, written by one process and read by others meanwhile. */
@NullMarked
package dev.pullover.common.ledger.sqlite;

import org.jspecify.annotations.NullMarked;
