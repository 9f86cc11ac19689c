package dev.pullover.publishlist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.catalog.CatalogHead;
import dev.pullover.common.catalog.CatalogLine;
import dev.pullover.common.catalog.Sha256;
import dev.pullover.common.path.FilePath;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class JournalTest {
    private static final CatalogHead BEFORE = CatalogHead.empty(Bench.EPOCH, Instant.EPOCH);
    private static final Journal JOURNAL = Journal.of(
            BEFORE,
            BEFORE.position(),
            List.of(
                    CatalogLine.put(1, 5, 6, 0644, Sha256.hash(new byte[1]), 9, FilePath.of("a")),
                    CatalogLine.del(2, 9, FilePath.of("b"))),
            Instant.ofEpochSecond(7));

    @Test
    void aWholeJournalIsReadBack() {
        assertEquals(Optional.of(JOURNAL), Journal.parse(JOURNAL.bytes(), BEFORE));
        assertEquals(Optional.of(JOURNAL), Journal.parse(JOURNAL.bytes(), JOURNAL.head()), "already published");
        assertEquals(2, JOURNAL.head().seq());
        assertEquals(0, JOURNAL.offset());
        assertEquals(JOURNAL.appended().length, JOURNAL.head().length());
    }

    @Test
    void aJournalCutAnywhereIsNone() {
        byte[] whole = JOURNAL.bytes();
        for (int length = 0; length < whole.length; length++) {
            assertTrue(Journal.parse(Arrays.copyOf(whole, length), BEFORE).isEmpty(), "length " + length);
        }
    }

    @Test
    void aJournalOfAnotherTimeOrEpochIsNone() {
        CatalogHead later = Journal.of(
                        JOURNAL.head(),
                        JOURNAL.head().position(),
                        List.of(CatalogLine.del(3, 9, FilePath.of("c"))),
                        Instant.EPOCH)
                .head();
        assertTrue(Journal.parse(JOURNAL.bytes(), later).isEmpty());
        assertTrue(Journal.parse(JOURNAL.bytes(), CatalogHead.empty(new UUID(1, 1), Instant.EPOCH))
                .isEmpty());
    }
}
