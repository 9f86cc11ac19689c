package dev.pullover.common.message;

import java.nio.ByteBuffer;

/**
 * Layout of {@link Wanted}, version 1:
 *
 * <pre>
 *  0     1        2         10             18            26      34      42
 * +-----+--------+---------+--------------+-------------+-------+-------+
 * | 4   | version| time-ns | first-change | last-change | files | bytes |
 * +-----+--------+---------+--------------+-------------+-------+-------+
 * </pre>
 */
final class WantedCodec implements MessageCodec<Wanted> {
    static final int TYPE = 4;
    private static final int VERSION = 1;
    private static final int BYTES = 42;

    @Override
    public int maxBytes() {
        return BYTES;
    }

    @Override
    public void encode(Wanted wanted, ByteBuffer out) {
        Wire.putHeader(out, TYPE, VERSION);
        out.putLong(wanted.timeNs());
        out.putLong(wanted.firstChange()).putLong(wanted.lastChange());
        out.putLong(wanted.files()).putLong(wanted.bytes());
    }

    @Override
    public Wanted decode(ByteBuffer in) {
        return Wire.whole(() -> {
            Wire.takeHeader(in, TYPE, VERSION);
            return new Wanted(in.getLong(), in.getLong(), in.getLong(), in.getLong(), in.getLong());
        });
    }
}
