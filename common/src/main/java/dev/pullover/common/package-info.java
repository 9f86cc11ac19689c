/**
 * What every part of Pullover shares without further ado: {@link dev.pullover.common.ExitCode} and
 * {@link dev.pullover.common.PulloverException}.
 */
@NullMarked
package dev.pullover.common;

import org.jspecify.annotations.NullMarked;
