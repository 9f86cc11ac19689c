package dev.pullover.common.config;

import java.util.Optional;

/** User and group by name; at least one of them is there. */
public record FileOwner(Optional<String> user, Optional<String> group) {
    @Override
    public String toString() {
        return user.orElse("") + group.map(name -> ":" + name).orElse("");
    }
}
