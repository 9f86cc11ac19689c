package dev.pullover.common.catalog;

import java.io.IOException;

/**
 * Bytes that are not what the format says. The message names the field, what was found and what is
 * allowed; whoever read the file adds its name.
 */
public final class CatalogFormatException extends IOException {
    private static final long serialVersionUID = 1L;

    public CatalogFormatException(String message) {
        super(message);
    }
}
