/**
 * The configuration: {@link dev.pullover.common.config.ConfigLoader} finds and reads
 * {@code pullover.toml}, {@link dev.pullover.common.config.Config} is what it says, one immutable
 * record per section.
 *
 * <p>All keys, with type, range, default and help, stand in one table ({@code Keys}); checking,
 * suggestions and {@code docs/configuration.md} are derived from it.
 */
@NullMarked
package dev.pullover.common.config;

import org.jspecify.annotations.NullMarked;
