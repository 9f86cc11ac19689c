package dev.pullover.common.ledger;

import dev.pullover.common.path.FilePath;
import java.util.UUID;

/**
 * A name in a catalog that must not be written here, so that its file is never wanted.
 *
 * @param path as published
 * @param epoch of the catalog
 * @param sequence of the newest line there that names it
 * @param reason for people, see {@link FilePath#problem()}
 */
public record RefusedName(FilePath path, UUID epoch, long sequence, String reason) {}
