package dev.pullover.common.message;

import dev.pullover.common.ModuleName;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Layout of {@link StatUpdate}, version 1:
 *
 * <pre>
 *  0     1        2        3         11            19      20
 * +-----+--------+--------+---------+-------------+-------+------ - -
 * | 5   | version| module | time-ns | incarnation | count | values
 * +-----+--------+--------+---------+-------------+-------+------ - -
 * a value:
 * +--------------+-------+----- - - -----+
 * | counter (u16)| value | length, label |
 * +--------------+-------+----- - - -----+
 * </pre>
 */
final class StatUpdateCodec implements MessageCodec<StatUpdate> {
    static final int TYPE = 5;
    private static final int VERSION = 1;
    private static final int FIXED_BYTES = 20;
    private static final int VALUE_BYTES = 11 + StatUpdate.MAX_LABEL_BYTES;

    @Override
    public int maxBytes() {
        return FIXED_BYTES + StatUpdate.MAX_VALUES * VALUE_BYTES;
    }

    @Override
    public void encode(StatUpdate update, ByteBuffer out) {
        Wire.putHeader(out, TYPE, VERSION);
        out.put((byte) update.module().id());
        out.putLong(update.timeNs()).putLong(update.incarnation());
        out.put((byte) update.values().size());
        for (StatUpdate.Value value : update.values()) {
            out.putShort((short) value.counter()).putLong(value.value());
            Wire.putText(out, value.label(), StatUpdate.MAX_LABEL_BYTES);
        }
    }

    @Override
    public StatUpdate decode(ByteBuffer in) {
        return Wire.whole(() -> {
            Wire.takeHeader(in, TYPE, VERSION);
            ModuleName module = ModuleName.of(Wire.takeByte(in));
            long timeNs = in.getLong();
            long incarnation = in.getLong();
            int count = Wire.takeByte(in);
            List<StatUpdate.Value> values = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                int counter = Short.toUnsignedInt(in.getShort());
                long value = in.getLong();
                values.add(new StatUpdate.Value(counter, Wire.takeText(in), value));
            }
            return new StatUpdate(timeNs, module, incarnation, values);
        });
    }
}
