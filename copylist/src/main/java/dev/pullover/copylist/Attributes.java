package dev.pullover.copylist;

import dev.pullover.common.EpochTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Permissions and dates of published files, as the replica keeps them. */
final class Attributes {
    /** From most to least significant bit, as in a mode. */
    private static final PosixFilePermission[] BITS = {
        PosixFilePermission.OWNER_READ,
        PosixFilePermission.OWNER_WRITE,
        PosixFilePermission.OWNER_EXECUTE,
        PosixFilePermission.GROUP_READ,
        PosixFilePermission.GROUP_WRITE,
        PosixFilePermission.GROUP_EXECUTE,
        PosixFilePermission.OTHERS_READ,
        PosixFilePermission.OTHERS_WRITE,
        PosixFilePermission.OTHERS_EXECUTE
    };

    /** All that a mode may say here. */
    static final int ALL_BITS = 0777;

    private Attributes() {}

    /**
     * The permissions for a published mode: its lowest nine bits, never set-user-id and its kin. The owner, who could
     * change them anyway, may always read: else the replica could not be verified, nor its dates be set.
     */
    static Set<PosixFilePermission> permissions(int mode) {
        Set<PosixFilePermission> permissions = EnumSet.of(PosixFilePermission.OWNER_READ);
        for (int i = 0; i < BITS.length; i++) {
            if ((mode >> BITS.length - 1 - i & 1) != 0) {
                permissions.add(BITS[i]);
            }
        }
        return permissions;
    }

    /** The lowest nine bits of a mode for permissions. */
    static int mode(Set<PosixFilePermission> permissions) {
        int mode = 0;
        for (PosixFilePermission bit : BITS) {
            mode = mode << 1 | (permissions.contains(bit) ? 1 : 0);
        }
        return mode;
    }

    /** Whether a file has this date, in nanoseconds since 1970 UTC. To the microsecond: see {@link Folder#setDate}. */
    static boolean hasDate(PosixFileAttributes attributes, long mtimeNs) {
        return attributes.lastModifiedTime().to(TimeUnit.MICROSECONDS) == TimeUnit.NANOSECONDS.toMicros(mtimeNs);
    }

    /** Whether a file has this date as far as whole seconds tell. */
    static boolean hasSecond(PosixFileAttributes attributes, long mtimeNs) {
        return attributes.lastModifiedTime().to(TimeUnit.SECONDS) == EpochTime.seconds(mtimeNs);
    }
}
