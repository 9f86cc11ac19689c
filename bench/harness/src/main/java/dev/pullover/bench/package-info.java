/**
 * Benchmarks of whole programs: a case starts its servers, makes its trees, and lets Pullover and its peers do the same
 * work by turns. {@link dev.pullover.bench.Main} is the entry; each class that ends with {@code Case} is one case.
 */
@NullMarked
package dev.pullover.bench;

import org.jspecify.annotations.NullMarked;
