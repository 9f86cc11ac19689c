package dev.pullover.common.remote;

import dev.pullover.common.config.Transport;

/** Failures of a real server, seen over a real {@code ssh}. */
class SshChildFailuresIT extends OpenSshFailuresIT {
    @Override
    Transport transport() {
        return Transport.OPENSSH;
    }
}
