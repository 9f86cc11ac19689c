@NullMarked
package dev.pullover.stat;

import org.jspecify.annotations.NullMarked;
