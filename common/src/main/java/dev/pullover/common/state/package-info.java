/**
 * The state directory, where the modules of one machine meet: its layout ({@link
 * dev.pullover.common.state.StateDirectory}), locks, requests to modules, and the servers' states.
 */
@NullMarked
package dev.pullover.common.state;

import org.jspecify.annotations.NullMarked;
