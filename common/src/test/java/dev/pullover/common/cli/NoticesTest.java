package dev.pullover.common.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When cron is given something to mail. */
class NoticesTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @TempDir
    Path directory;

    private Instant now = Instant.parse("2026-11-21T10:00:00Z");

    @Test
    void goodRunsAreNeverToldAndLeaveNoFile() throws IOException {
        assertFalse(said(ExitCode.OK));
        assertFalse(said(ExitCode.OK));
        assertEquals(0, Files.list(directory).count());
    }

    @Test
    void aFailureIsToldAtOnceThenDaily() {
        assertTrue(said(ExitCode.SOME_FILES));
        assertEquals(0, timesSaid(ExitCode.SOME_FILES, 24 * 60 - 1));
        assertEquals(1, timesSaid(ExitCode.SOME_FILES, 24 * 60 - 1));
    }

    @Test
    void errorsOfARunThatEndedWellAreToldLikeAFailure() {
        assertTrue(notices().isToBeSaid(ExitCode.OK, true, Optional.empty()));
        now = now.plus(MINUTE);
        assertFalse(notices().isToBeSaid(ExitCode.OK, true, Optional.empty()));
    }

    @Test
    void noServerIsToldWhenItHasLastedForTenMinutes() {
        assertEquals(0, timesSaid(ExitCode.NO_SERVER, 10));
        assertTrue(said(ExitCode.NO_SERVER));
        assertEquals(0, timesSaid(ExitCode.NO_SERVER, 60));
    }

    @Test
    void aServerThatAnsweredInBetweenBeginsTheTenMinutesAnew() {
        assertEquals(0, timesSaid(ExitCode.NO_SERVER, 9));
        assertFalse(said(ExitCode.OK));
        assertEquals(0, timesSaid(ExitCode.NO_SERVER, 10));
        assertTrue(said(ExitCode.NO_SERVER));
    }

    @Test
    void aTroubleThatComesAndGoesIsTheSameUntilItWasGoneForAnHour() {
        assertTrue(said(ExitCode.SOME_FILES));
        assertEquals(0, timesSaid(ExitCode.OK, 58));
        assertFalse(said(ExitCode.SOME_FILES), "it was gone for less than an hour");
        assertEquals(0, timesSaid(ExitCode.OK, 61));
        assertTrue(said(ExitCode.SOME_FILES));
    }

    @Test
    void anotherTroubleIsToldBesides() {
        assertTrue(said(ExitCode.SOME_FILES));
        assertTrue(said(ExitCode.USAGE));
        assertFalse(said(ExitCode.SOME_FILES));
    }

    @Test
    void anotherRunIsToldOnceItIsAnHourOldEvenIfSeenForTheFirstTime() {
        Instant recent = now.minus(Duration.ofMinutes(59));
        assertFalse(notices().isToBeSaid(ExitCode.ALREADY_RUNNING, false, Optional.of(recent)));
        Instant old = now.minus(Duration.ofMinutes(61));
        assertTrue(notices().isToBeSaid(ExitCode.ALREADY_RUNNING, false, Optional.of(old)));
        assertFalse(notices().isToBeSaid(ExitCode.ALREADY_RUNNING, false, Optional.of(old)));
    }

    @Test
    void whereItsFileCannotBeReadItIsTold() throws IOException {
        Files.writeString(directory.resolve("once.notices"), "something else\n");
        assertTrue(said(ExitCode.NO_SERVER));
    }

    private int timesSaid(ExitCode code, int minutes) {
        int times = 0;
        for (int i = 0; i < minutes; i++) {
            times += said(code) ? 1 : 0;
        }
        return times;
    }

    /** A run now; the next one comes a minute later. */
    private boolean said(ExitCode code) {
        boolean result = notices().isToBeSaid(code, false, Optional.empty());
        now = now.plus(MINUTE);
        return result;
    }

    private Notices notices() {
        return new Notices(directory.resolve("once.notices"), Clock.fixed(now, ZoneOffset.UTC));
    }
}
