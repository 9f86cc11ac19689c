/**
 * The life of a module: an {@link dev.pullover.common.module.Agent} does the work in steps; {@link
 * dev.pullover.common.module.ModuleRunner} owns lock, thread, loop, signals and shutdown.
 */
@NullMarked
package dev.pullover.common.module;

import org.jspecify.annotations.NullMarked;
