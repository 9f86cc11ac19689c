package dev.pullover.common.message;

import dev.pullover.common.ModuleName;
import java.nio.ByteBuffer;

/**
 * Layout of {@link LogLine}, version 2:
 *
 * <pre>
 *  0     1        2        3       4       5           9         17           19
 * +-----+--------+--------+-------+-------+-----------+---------+------------+------ - - ------+------ - - ----+------ - -
 * | 1   | version| module | level | flags | pid (u32) | time-ns | code (u16) | length, server  | length, file  | length, text
 * +-----+--------+--------+-------+-------+-----------+---------+------------+------ - - ------+------ - - ----+------ - -
 * </pre>
 *
 * Flag 1: the text was cut. Version 1 has neither code, server nor file.
 */
final class LogLineCodec implements MessageCodec<LogLine> {
    static final int TYPE = 1;
    private static final int VERSION = 2;
    private static final int FLAG_CUT = 1;
    private static final int FIXED_BYTES = 22;

    @Override
    public int maxBytes() {
        return FIXED_BYTES + LogLine.MAX_SERVER_BYTES + LogLine.MAX_FILE_BYTES + LogLine.MAX_TEXT_BYTES;
    }

    @Override
    public void encode(LogLine line, ByteBuffer out) {
        Wire.putHeader(out, TYPE, VERSION);
        out.put((byte) line.module().id());
        out.put((byte) line.level().id());
        out.put((byte) (line.cut() ? FLAG_CUT : 0));
        out.putInt((int) line.pid());
        out.putLong(line.timeNs());
        out.putShort((short) line.code());
        Wire.putText(out, line.server(), LogLine.MAX_SERVER_BYTES);
        Wire.putText(out, line.file(), LogLine.MAX_FILE_BYTES);
        Wire.putText(out, line.text(), LogLine.MAX_TEXT_BYTES);
    }

    @Override
    public LogLine decode(ByteBuffer in) {
        return Wire.whole(() -> {
            boolean old = Wire.takeHeader(in, TYPE, VERSION) == 1;
            ModuleName module = ModuleName.of(Wire.takeByte(in));
            LogLevel level = LogLevel.of(Wire.takeByte(in));
            boolean cut = (Wire.takeByte(in) & FLAG_CUT) != 0;
            long pid = Integer.toUnsignedLong(in.getInt());
            long timeNs = in.getLong();
            int code = old ? 0 : Short.toUnsignedInt(in.getShort());
            String server = old ? "" : Wire.takeText(in);
            String file = old ? "" : Wire.takeText(in);
            return new LogLine(timeNs, module, level, pid, code, server, file, cut, Wire.takeText(in));
        });
    }
}
