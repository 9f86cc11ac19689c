package dev.pullover.common.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class CatalogLayoutTest {
    @Test
    void filesHaveTheNamesOfTheSpecification() {
        assertEquals(".pullover/catalog/HEAD", CatalogLayout.HEAD.toString());
        assertEquals(".pullover/tmp", CatalogLayout.TMP.toString());
        assertEquals(
                ".pullover/catalog/0000000001.log", CatalogLayout.segment(1).toString());
        assertEquals(
                ".pullover/catalog/9999999999.base",
                CatalogLayout.base(CatalogLayout.MAX_SEGMENT).toString());
        assertEquals(Path.of("/o/.pullover/catalog/HEAD"), CatalogLayout.in(Path.of("/o"), CatalogLayout.HEAD));
    }

    @Test
    void numbersAreReadBackFromNamesAndOtherNamesAreNone() {
        assertEquals(OptionalLong.of(42), CatalogLayout.segmentNumber("0000000042.log"));
        assertEquals(OptionalLong.of(42), CatalogLayout.baseNumber("0000000042.base"));
        for (String other : new String[] {"HEAD", "0000000042.base", "42.log", "000000004x.log", "0000000000.log"}) {
            assertTrue(CatalogLayout.segmentNumber(other).isEmpty(), other);
        }
    }

    @Test
    void numbersOutOfRangeAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> CatalogLayout.segment(0));
        assertThrows(IllegalArgumentException.class, () -> CatalogLayout.base(CatalogLayout.MAX_SEGMENT + 1));
    }
}
