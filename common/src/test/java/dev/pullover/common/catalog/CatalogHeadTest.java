package dev.pullover.common.catalog;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CatalogHeadTest {
    private static final CatalogHead CHILD = new CatalogHead(
            SampleCatalog.EPOCH,
            new CatalogHead.Parent(UUID.fromString("00000000-0000-4000-8000-000000000001"), 17, Sha256.ZERO),
            42,
            2,
            5120,
            Sha256.hash(new byte[0]),
            SampleCatalog.PUBLISHED);
    private static final String JSON = text(CHILD.bytes());

    @Test
    void randomHeadsComeBackFromTheirJson() throws CatalogFormatException {
        long seed = new Random().nextLong();
        System.out.println("CatalogHeadTest seed " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            byte[] chain = new byte[Sha256.BYTES];
            random.nextBytes(chain);
            CatalogHead head = new CatalogHead(
                    new UUID(random.nextLong(), random.nextLong()),
                    random.nextBoolean() ? CHILD.parent() : null,
                    17 + random.nextInt(Integer.MAX_VALUE),
                    1 + random.nextInt(1000),
                    random.nextLong() & Long.MAX_VALUE,
                    Sha256.ofBytes(chain),
                    Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000)));
            assertEquals(head, CatalogHead.parse(head.bytes()), () -> "seed " + seed);
        }
    }

    @Test
    void everyTruncationIsRefusedButThatOfTheLastLineFeed() throws CatalogFormatException {
        byte[] json = CHILD.bytes();
        for (int length = 0; length < json.length - 1; length++) {
            byte[] prefix = Arrays.copyOf(json, length);
            assertThrows(CatalogFormatException.class, () -> CatalogHead.parse(prefix), text(prefix));
        }
        assertEquals(CHILD, CatalogHead.parse(Arrays.copyOf(json, json.length - 1)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "format":1           | "format":2            | format
            "format":1           | "format":1.0          | format
            "format":1,          | ``                    | format
            "epoch":"6f1c2a34-   | "epoch":"6F1C2A34-    | epoch
            "epoch":"6f1c2a34-   | "epoch":"             | UUID
            "seq":42             | "seq":16              | seq
            "seq":42             | "seq":-1              | seq
            "seq":42             | "seq":"42"            | seq
            "seq":42             | "seq":42,"seq":42     | seq
            "seq":42             | "seq":null            | seq
            "seq":17             | "seq":-1              | parent.seq
            "segment":2          | "segment":0           | segment
            "segment":2          | "segment":10000000000 | segment
            "length":5120        | "length":-1           | length
            "length":5120        | "length":99999999999999999999 | range
            "chain":"e3          | "chain":"E3           | hexadecimal
            "published-at":"2026 | "published-at":"x     | published-at
            "length"             | "lenght"              | unknown key 'lenght'
            "parent":{           | "parent":{"parent":{}, | parent
            "published-at"       | "parent":1,"published-at" | parent
            """)
    void aWrongValueIsNamedWithItsKey(String good, String bad, String named) {
        assertTrue(JSON.contains(good), JSON);
        String json = JSON.replaceFirst(java.util.regex.Pattern.quote(good), bad);
        CatalogFormatException e = assertThrows(CatalogFormatException.class, () -> parse(json), json);
        assertTrue(e.getMessage().startsWith("HEAD: ") && e.getMessage().contains(named), e.getMessage());
    }

    @Test
    void whatFollowsTheObjectAndHugeFilesAreRefused() {
        assertThrows(CatalogFormatException.class, () -> parse(JSON + "{}"));
        assertThrows(CatalogFormatException.class, () -> parse("[]"));
        assertThrows(CatalogFormatException.class, () -> parse(JSON + " ".repeat(CatalogHead.MAX_BYTES)));
    }

    @Test
    void anEmptyCatalogHasAHeadWithoutLines() throws CatalogFormatException {
        CatalogHead empty = CatalogHead.empty(SampleCatalog.EPOCH, SampleCatalog.PUBLISHED);
        assertEquals(CatalogPosition.START, empty.position());
        assertArrayEquals(empty.bytes(), CatalogHead.parse(empty.bytes()).bytes());
    }

    private static CatalogHead parse(String json) throws CatalogFormatException {
        return CatalogHead.parse(json.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
