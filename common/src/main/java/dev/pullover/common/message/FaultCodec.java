package dev.pullover.common.message;

import dev.pullover.common.ModuleName;
import java.nio.ByteBuffer;

/**
 * Layout of {@link Fault}, version 1:
 *
 * <pre>
 *  0     1        2          3      4         12
 * +-----+--------+----------+------+---------+------ - - ------+------- - -
 * | 2   | version| reporter | kind | time-ns | length, server  | length, detail
 * +-----+--------+----------+------+---------+------ - - ------+------- - -
 * </pre>
 */
final class FaultCodec implements MessageCodec<Fault> {
    static final int TYPE = 2;
    private static final int VERSION = 1;
    private static final int MAX_DETAIL_BYTES = 200;
    private static final int FIXED_BYTES = 14;

    @Override
    public int maxBytes() {
        return FIXED_BYTES + Verdict.MAX_NAME_BYTES + MAX_DETAIL_BYTES;
    }

    @Override
    public void encode(Fault fault, ByteBuffer out) {
        Wire.putHeader(out, TYPE, VERSION);
        out.put((byte) fault.reporter().id());
        out.put((byte) fault.kind().id());
        out.putLong(fault.timeNs());
        Wire.putText(out, fault.server(), Verdict.MAX_NAME_BYTES);
        Wire.putText(out, fault.detail(), MAX_DETAIL_BYTES);
    }

    @Override
    public Fault decode(ByteBuffer in) {
        return Wire.whole(() -> {
            Wire.takeHeader(in, TYPE, VERSION);
            ModuleName reporter = ModuleName.of(Wire.takeByte(in));
            FaultKind kind = FaultKind.of(Wire.takeByte(in));
            long timeNs = in.getLong();
            String server = Wire.takeText(in);
            return new Fault(timeNs, reporter, server, kind, Wire.takeText(in));
        });
    }
}
