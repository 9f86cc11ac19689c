/** Benchmarks of single operations, each class one subject. {@code bench/jmh} runs them. */
@NullMarked
package dev.pullover.micro;

import org.jspecify.annotations.NullMarked;
