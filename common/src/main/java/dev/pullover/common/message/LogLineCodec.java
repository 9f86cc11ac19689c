package dev.pullover.common.message;

import dev.pullover.common.ModuleName;
import java.nio.ByteBuffer;

/**
 * Layout of {@link LogLine}, version 1:
 *
 * <pre>
 *  0     1        2        3       4       5           9         17       18
 * +-----+--------+--------+-------+-------+-----------+---------+--------+------ - -
 * | 1   | version| module | level | flags | pid (u32) | time-ns | length | text, UTF-8
 * +-----+--------+--------+-------+-------+-----------+---------+--------+------ - -
 * </pre>
 *
 * Flag 1: the text was cut.
 */
final class LogLineCodec implements MessageCodec<LogLine> {
    static final int TYPE = 1;
    private static final int VERSION = 1;
    private static final int FLAG_CUT = 1;
    private static final int FIXED_BYTES = 18;

    @Override
    public int maxBytes() {
        return FIXED_BYTES + LogLine.MAX_TEXT_BYTES;
    }

    @Override
    public void encode(LogLine line, ByteBuffer out) {
        Wire.putHeader(out, TYPE, VERSION);
        out.put((byte) line.module().id());
        out.put((byte) line.level().id());
        out.put((byte) (line.cut() ? FLAG_CUT : 0));
        out.putInt((int) line.pid());
        out.putLong(line.timeNs());
        Wire.putText(out, line.text(), LogLine.MAX_TEXT_BYTES);
    }

    @Override
    public LogLine decode(ByteBuffer in) {
        return Wire.whole(() -> {
            Wire.takeHeader(in, TYPE, VERSION);
            ModuleName module = ModuleName.of(Wire.takeByte(in));
            LogLevel level = LogLevel.of(Wire.takeByte(in));
            boolean cut = (Wire.takeByte(in) & FLAG_CUT) != 0;
            long pid = Integer.toUnsignedLong(in.getInt());
            long timeNs = in.getLong();
            return new LogLine(timeNs, module, level, pid, cut, Wire.takeText(in));
        });
    }
}
