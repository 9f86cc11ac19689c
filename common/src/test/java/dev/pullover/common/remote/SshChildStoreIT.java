package dev.pullover.common.remote;

import dev.pullover.common.config.Transport;

/** The contract over a real {@code ssh} and a real server. */
class SshChildStoreIT extends OpenSshStoreIT {
    @Override
    Transport transport() {
        return Transport.OPENSSH;
    }
}
