package dev.pullover.common.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogForwardTypeTest {
    private final LogForwardType type = new LogForwardType();

    @Test
    void readsTheThreeKinds() {
        assertEquals(new LogForward(LogForward.Kind.UNIX, Path.of("/dev/log"), "", 0), type.read("unix:/dev/log"));
        assertEquals(new LogForward(LogForward.Kind.UDP, Path.of(""), "loghost", 514), type.read("udp:loghost"));
        assertEquals(new LogForward(LogForward.Kind.TCP, Path.of(""), "::1", 601), type.read("tcp:[::1]:601"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"unix:/dev/log", "udp:loghost:514", "tcp:[::1]:601"})
    void isWrittenAsItIsRead(String text) {
        assertEquals(text, type.read(text).toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/dev/log", "unix:", "unix:dev/log", "tls:loghost:6514", "tcp:", "udp:h:0", "udp:h:x"})
    void refusesAllElse(String text) {
        assertThrows(InvalidValueException.class, () -> type.read(text));
    }
}
