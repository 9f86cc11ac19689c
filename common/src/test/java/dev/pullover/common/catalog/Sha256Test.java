package dev.pullover.common.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class Sha256Test {
    private static final byte[] ABC = "abc".getBytes(StandardCharsets.US_ASCII);
    /** FIPS 180-2, appendix B.1. */
    private static final String ABC_HEX = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @Test
    void hashIsThatOfTheStandard() {
        assertEquals(ABC_HEX, Sha256.hash(ABC).toString());
    }

    @Test
    void aHasherTakesPiecesAndStartsAnewAfterwards() {
        Sha256.Hasher hasher = new Sha256.Hasher();
        for (int round = 0; round < 2; round++) {
            hasher.update(ABC, 0, 1);
            hasher.update(ByteBuffer.wrap(ABC, 1, 2));
            assertEquals(ABC_HEX, hasher.finish().toString());
        }
    }

    @Test
    void textAndBytesComeBack() {
        Sha256 hash = Sha256.hash(ABC);
        assertEquals(hash, Sha256.parse(ABC_HEX));
        assertEquals(hash, Sha256.ofBytes(hash.bytes()));
        assertEquals(hash.hashCode(), Sha256.parse(ABC_HEX).hashCode());
        assertNotEquals(hash, Sha256.ZERO);
    }

    @Test
    void nobodyCanChangeAValue() {
        byte[] bytes = Sha256.hash(ABC).bytes();
        Sha256 hash = Sha256.ofBytes(bytes);
        bytes[0]++;
        hash.bytes()[1]++;
        assertEquals(ABC_HEX, hash.toString());
    }

    @Test
    void otherTextsAndLengthsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> Sha256.parse(ABC_HEX.substring(1)));
        assertThrows(IllegalArgumentException.class, () -> Sha256.parse(ABC_HEX.toUpperCase(java.util.Locale.ROOT)));
        assertThrows(IllegalArgumentException.class, () -> Sha256.parse(ABC_HEX.substring(1) + "g"));
        assertThrows(IllegalArgumentException.class, () -> Sha256.ofBytes(new byte[31]));
    }
}
