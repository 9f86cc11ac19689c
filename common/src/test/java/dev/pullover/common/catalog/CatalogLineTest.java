package dev.pullover.common.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.path.FilePath;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CatalogLineTest {
    private static final String HASH = Sha256.hash(new byte[0]).toString();
    private static final String GOOD = "7\tput\t5\t-12\t0640\t" + HASH + "\t99\ta b";

    @Test
    void everyRandomLineComesBackFromItsText() throws CatalogFormatException {
        long seed = new Random().nextLong();
        System.out.println("CatalogLineTest seed " + seed);
        Random random = new Random(seed);
        for (int seq = 1; seq <= 2000; seq++) {
            CatalogLine line = SampleCatalog.randomLine(random, seq);
            assertEquals(line, CatalogLine.parse(line.format()), () -> "seed " + seed);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0 | 07     | seq
            0 | +7     | seq
            0 | 0      | seq
            0 | -0     | seq
            0 | ''     | seq
            0 | 9223372036854775808 | seq
            1 | PUT    | op
            1 | del    | op
            2 | -5     | size
            2 | 5.0    | size
            3 | x      | mtime-ns
            3 | --1    | mtime-ns
            4 | 644    | mode
            4 | 08aa   | mode
            4 | 00644  | mode
            4 | ''     | mode
            5 | ABCD   | sha256
            5 | E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855 | sha256
            6 | -1     | published-ns
            6 | ''     | published-ns
            7 | ''     | path
            7 | 'a b%' | path
            7 | a%2fb  | path
            7 | a%41   | path
            7 | ü      | path
            """)
    void aWrongValueIsNamedWithItsField(int field, String value, String name) {
        String[] fields = GOOD.split("\t");
        fields[field] = value;
        CatalogFormatException e =
                assertThrows(CatalogFormatException.class, () -> CatalogLine.parse(String.join("\t", fields)));
        assertTrue(e.getMessage().startsWith("field " + name + ": "), e.getMessage());
    }

    @Test
    void everyPrefixThatCutsAFieldIsRefused() throws CatalogFormatException {
        CatalogLine.parse(GOOD);
        for (int length = 0; length <= GOOD.lastIndexOf('\t') + 1; length++) {
            String prefix = GOOD.substring(0, length);
            assertThrows(CatalogFormatException.class, () -> CatalogLine.parse(prefix), prefix);
        }
    }

    @Test
    void aFieldTooManyIsRefusedAsPartOfThePath() {
        assertThrows(CatalogFormatException.class, () -> CatalogLine.parse(GOOD + "\tmore"));
    }

    @Test
    void theLongestPathFitsALineAndALongerLineIsRefused() throws CatalogFormatException {
        byte[] name = new byte[FilePath.MAX_PATH_BYTES];
        CatalogLine line = CatalogLine.put(
                Long.MAX_VALUE,
                Long.MAX_VALUE,
                Long.MIN_VALUE,
                07777,
                Sha256.ZERO,
                Long.MAX_VALUE,
                FilePath.ofBytes(name));
        assertEquals(line, CatalogLine.parse(line.format()));

        CatalogLine longer = CatalogLine.del(1, 0, FilePath.ofBytes(new byte[CatalogLine.MAX_BYTES]));
        assertThrows(IllegalArgumentException.class, longer::format);
        assertThrows(CatalogFormatException.class, () -> CatalogLine.parse(GOOD + "x".repeat(CatalogLine.MAX_BYTES)));
    }

    @Test
    void aDeletionCarriesNothingButItsPath() throws CatalogFormatException {
        String zeros = "7\tdel\t0\t0\t0000\t" + Sha256.ZERO + "\t99\ta";
        assertEquals(CatalogLine.del(7, 99, FilePath.of("a")), CatalogLine.parse(zeros));
        assertThrows(CatalogFormatException.class, () -> CatalogLine.parse(zeros.replace("0000\t", "0644\t")));
    }

    @Test
    void aMessageDoesNotRepeatAHugeValue() {
        CatalogFormatException e =
                assertThrows(CatalogFormatException.class, () -> CatalogLine.parse("9".repeat(5000) + GOOD));
        assertTrue(e.getMessage().length() < 300, e.getMessage());
    }
}
