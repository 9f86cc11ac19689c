package dev.pullover.common.remote;

import net.schmizz.sshj.common.LoggerFactory;
import org.slf4j.Logger;
import org.slf4j.helpers.NOPLogger;

/** sshj logs, at level ERROR too, what it throws as well; our exceptions say it once. */
final class SshjSilence implements LoggerFactory {
    @Override
    public Logger getLogger(String name) {
        return NOPLogger.NOP_LOGGER;
    }

    @Override
    public Logger getLogger(Class<?> type) {
        return NOPLogger.NOP_LOGGER;
    }
}
