package dev.pullover.common.module;

import java.util.List;
import jnr.constants.platform.Signal;
import jnr.posix.util.SunMiscSignal;

/**
 * What the operating system tells a module. Handlers run on a thread of the JVM, not inside the signal: jnr-posix's
 * {@code SunMiscSignal}, since its {@code POSIX.signal} would call Java from a signal handler.
 */
public final class Signals {
    private Signals() {}

    /** TERM and INT call {@code stop}, HUP calls {@code reload}. */
    public static void install(Runnable stop, Runnable reload) {
        for (Signal signal : List.of(Signal.SIGTERM, Signal.SIGINT)) {
            SunMiscSignal.signal(signal, number -> stop.run());
        }
        SunMiscSignal.signal(Signal.SIGHUP, number -> reload.run());
    }
}
