/** What all commands share: the options before the command, and how failures become messages and exit codes. */
@NullMarked
package dev.pullover.common.cli;

import org.jspecify.annotations.NullMarked;
