/**
 * The messages that modules exchange: records, each with its binary layout drawn beside its codec, a
 * version and a type id. The contract between processes lives here and nowhere else.
 */
@NullMarked
package dev.pullover.common.message;

import org.jspecify.annotations.NullMarked;
