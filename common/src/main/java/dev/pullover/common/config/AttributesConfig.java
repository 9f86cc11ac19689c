package dev.pullover.common.config;

import java.util.Optional;

/**
 * Keys of {@code [copy]} for what files are given beside their content.
 *
 * @param modeMask permission bits that may be taken over, the lowest nine
 * @param owner who gets them; empty = the one who runs copylist
 */
public record AttributesConfig(int modeMask, Optional<FileOwner> owner) {}
