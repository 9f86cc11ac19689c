package dev.pullover.launcher;

import dev.pullover.common.module.UnixDatagramSocket;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is told to the service manager that started this process, systemd say: nothing where there is none. Source:
 * sd_notify(3), sd_watchdog_enabled(3); docs/decisions/0019-told-to-systemd.md. A message that cannot be sent harms nothing
 * else. One thread.
 */
final class ServiceManager implements AutoCloseable {
    /** What a child must not inherit: it would speak for this process. */
    static final String[] VARIABLES = {"NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"};

    private static final Logger log = LoggerFactory.getLogger(ServiceManager.class);
    private static final int WATCHDOG_SHARE = 2;

    private final @Nullable UnixDatagramSocket socket;
    private final Optional<Duration> watchdogInterval;
    private final LongSupplier nanoTime;
    private String status = "";
    private boolean failed;
    private long aliveNs;

    private ServiceManager(
            @Nullable UnixDatagramSocket socket, Optional<Duration> watchdogInterval, LongSupplier nanoTime) {
        this.socket = socket;
        this.watchdogInterval = watchdogInterval;
        this.nanoTime = nanoTime;
        this.aliveNs = nanoTime.getAsLong();
    }

    /**
     * The one that the environment names.
     *
     * @param pid of this process: the watchdog may be meant for another one
     * @param nanoTime of the clock CLOCK_MONOTONIC, as {@link System#nanoTime} is on Linux
     */
    static ServiceManager of(Map<String, String> environment, long pid, LongSupplier nanoTime) {
        String address = environment.getOrDefault(VARIABLES[0], "");
        if (address.isEmpty()) {
            return new ServiceManager(null, Optional.empty(), nanoTime);
        }
        try {
            UnixDatagramSocket socket = UnixDatagramSocket.connect(address);
            return new ServiceManager(socket, watchdogInterval(environment, pid), nanoTime);
        } catch (IOException e) {
            log.warn("the service manager cannot be told anything: {}", e.getMessage());
            return new ServiceManager(null, Optional.empty(), nanoTime);
        }
    }

    private static Optional<Duration> watchdogInterval(Map<String, String> environment, long pid) {
        String micros = environment.getOrDefault(VARIABLES[1], "");
        String meant = environment.getOrDefault(VARIABLES[2], "");
        boolean forUs = meant.isEmpty() || meant.equals(Long.toString(pid));
        return forUs && micros.matches("[1-9]\\d{0,17}")
                ? Optional.of(Duration.of(Long.parseLong(micros), TimeUnit.MICROSECONDS.toChronoUnit())
                        .dividedBy(WATCHDOG_SHARE))
                : Optional.empty();
    }

    /** How often {@link #alive} is wanted, if it is: half of the time after which the manager takes us for hung. */
    Optional<Duration> watchdogInterval() {
        return watchdogInterval;
    }

    /** The work has begun, or goes on after a reload. */
    void ready(String newStatus) {
        status = newStatus;
        send("READY=1\nSTATUS=" + status);
    }

    /** How things are, in one line; told if it is new. */
    void status(String newStatus) {
        if (!newStatus.equals(status)) {
            status = newStatus;
            send("STATUS=" + status);
        }
    }

    /** A reload has begun; its end is {@link #ready}. */
    void reloading() {
        send("RELOADING=1\nMONOTONIC_USEC=" + TimeUnit.NANOSECONDS.toMicros(nanoTime.getAsLong()));
    }

    void stopping(String newStatus) {
        status = newStatus;
        send("STOPPING=1\nSTATUS=" + status);
    }

    /** We do what we are here for; told when it is due. */
    void alive() {
        long now = nanoTime.getAsLong();
        if (watchdogInterval.isPresent()
                && now - aliveNs >= watchdogInterval.get().toNanos()) {
            aliveNs = now;
            send("WATCHDOG=1");
        }
    }

    @Override
    public void close() {
        if (socket != null) {
            socket.close();
        }
    }

    private void send(String message) {
        if (socket == null) {
            return;
        }
        try {
            socket.send(message.getBytes(StandardCharsets.UTF_8));
            failed = false;
        } catch (IOException e) {
            if (!failed) {
                log.warn("the service manager was not told '{}': {}", message, e.getMessage());
            }
            failed = true;
        }
    }
}
