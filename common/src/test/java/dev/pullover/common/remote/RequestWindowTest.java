package dev.pullover.common.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** How much is in flight follows how long answers take. */
class RequestWindowTest {
    private static final long MILLI = 1_000_000;
    private static final int LIMIT = 256 << 10;
    private static final int ANSWERS = 100;

    private final RequestWindow window = new RequestWindow();

    @Test
    void aFastLineIsFilledAfterAFewAnswers() {
        answers(5, 30);
        assertEquals(RequestWindow.MAX_BYTES, window.size().bytes());
        assertEquals(LIMIT, window.size().chunk(LIMIT));
    }

    @Test
    void onANarrowLineOneSmallRequestOfEachFileIsInFlight() {
        answers(ANSWERS, 3_000);
        assertEquals(SftpChannel.MIN_CHUNK_BYTES, window.size().bytes());
        assertEquals(SftpChannel.MIN_CHUNK_BYTES, window.size().chunk(LIMIT));
    }

    @Test
    void itStaysWhereAnswersTakeHalfASecond() {
        answers(3, 30);
        RequestWindow.Size before = window.size();
        answers(ANSWERS, 500);
        assertEquals(before, window.size());
    }

    @Test
    void whatWasAskedForBeforeAChangeDoesNotChangeItAgain() {
        RequestWindow.Size first = window.size();
        for (int i = 0; i < ANSWERS; i++) {
            window.answered(first, 5_000 * MILLI);
        }
        assertEquals(first.bytes() / 2, window.size().bytes());
    }

    @Test
    void aServerThatDeliversLittleIsAskedForLittle() {
        answers(ANSWERS, 1);
        assertTrue(window.size().chunk(5_000) <= 5_000);
    }

    private void answers(int count, long tookMillis) {
        for (int i = 0; i < count; i++) {
            window.answered(window.size(), tookMillis * MILLI);
        }
    }
}
