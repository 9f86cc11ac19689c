package dev.pullover.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Messages to a real socket. */
class ServiceManagerTest {
    private static final long PID = 77;

    @TempDir
    Path directory;

    private long nowNs = TimeUnit.SECONDS.toNanos(5);

    @Test
    void tellsWhatHappensByPath() throws IOException {
        tellsWhatHappens(directory.resolve("notify").toString());
    }

    @Test
    void tellsWhatHappensByAbstractName() throws IOException {
        tellsWhatHappens("@pullover-test-" + UUID.randomUUID());
    }

    private void tellsWhatHappens(String address) throws IOException {
        Map<String, String> environment =
                Map.of("NOTIFY_SOCKET", address, "WATCHDOG_USEC", "2000000", "WATCHDOG_PID", "" + PID);
        try (DatagramListener listener = DatagramListener.on(address, directory);
                ServiceManager manager = ServiceManager.of(environment, PID, () -> nowNs)) {
            manager.ready("5 of 5 modules running");
            manager.status("5 of 5 modules running");
            manager.alive();
            nowNs += TimeUnit.SECONDS.toNanos(1);
            manager.alive();
            manager.alive();
            manager.reloading();
            manager.stopping("stopping");
            listener.await("STOPPING", 0);
            List<String> texts = listener.messages().stream()
                    .map(line -> line.substring(line.indexOf(' ') + 1))
                    .toList();
            assertEquals(
                    List.of(
                            "READY=1|STATUS=5 of 5 modules running",
                            "WATCHDOG=1",
                            "RELOADING=1|MONOTONIC_USEC=6000000",
                            "STOPPING=1|STATUS=stopping"),
                    texts);
        }
    }

    @Test
    void watchdogOfAnotherProcessIsLeftAlone() throws IOException {
        String address = directory.resolve("notify").toString();
        try (DatagramListener listener = DatagramListener.on(address, directory)) {
            Map<String, String> other =
                    Map.of("NOTIFY_SOCKET", address, "WATCHDOG_USEC", "2000000", "WATCHDOG_PID", "1");
            Map<String, String> any = Map.of("NOTIFY_SOCKET", address, "WATCHDOG_USEC", "3000000");
            Map<String, String> bad = Map.of("NOTIFY_SOCKET", address, "WATCHDOG_USEC", "-3");
            assertEquals(Optional.empty(), interval(other));
            assertEquals(Optional.of(Duration.ofMillis(1500)), interval(any));
            assertEquals(Optional.empty(), interval(bad));
            assertTrue(listener.messages().isEmpty());
        }
    }

    @Test
    void nobodyListeningIsNoReasonToFail() {
        Map<String, String> environment =
                Map.of("NOTIFY_SOCKET", directory.resolve("nobody").toString());
        try (ServiceManager manager = ServiceManager.of(environment, PID, () -> nowNs)) {
            manager.ready("ready");
        }
        try (ServiceManager manager = ServiceManager.of(Map.of(), PID, () -> nowNs)) {
            manager.ready("ready");
        }
    }

    @Test
    void aManagerThatGoesAwayIsNoReasonToFail() throws IOException {
        String address = directory.resolve("notify").toString();
        DatagramListener listener = DatagramListener.on(address, directory);
        try (ServiceManager manager = ServiceManager.of(Map.of("NOTIFY_SOCKET", address), PID, () -> nowNs)) {
            listener.close();
            manager.ready("ready");
            manager.stopping("stopping");
        }
    }

    private Optional<Duration> interval(Map<String, String> environment) {
        try (ServiceManager manager = ServiceManager.of(environment, PID, () -> nowNs)) {
            return manager.watchdogInterval();
        }
    }
}
