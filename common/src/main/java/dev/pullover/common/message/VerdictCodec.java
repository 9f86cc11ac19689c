package dev.pullover.common.message;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Layout of {@link Verdict}, version 1:
 *
 * <pre>
 *  0     1        2         10               18
 * +-----+--------+---------+----------------+------- - - ------+-------+------ - -
 * | 3   | version| time-ns | valid-until-ns | length, reason   | count | choices
 * +-----+--------+---------+----------------+------- - - ------+-------+------ - -
 * a choice:
 * +-------+----------+---- - - -----+----- - - -----+
 * | state | sequence | length, name | length, epoch |
 * +-------+----------+---- - - -----+----- - - -----+
 * </pre>
 */
final class VerdictCodec implements MessageCodec<Verdict> {
    static final int TYPE = 3;
    private static final int VERSION = 1;
    private static final int MAX_REASON_BYTES = 200;
    private static final int MAX_EPOCH_BYTES = 36;
    private static final int FIXED_BYTES = 20;
    private static final int CHOICE_BYTES = 11 + Verdict.MAX_NAME_BYTES + MAX_EPOCH_BYTES;

    @Override
    public int maxBytes() {
        return FIXED_BYTES + MAX_REASON_BYTES + Verdict.MAX_SERVERS * CHOICE_BYTES;
    }

    @Override
    public void encode(Verdict verdict, ByteBuffer out) {
        Wire.putHeader(out, TYPE, VERSION);
        out.putLong(verdict.timeNs()).putLong(verdict.validUntilNs());
        Wire.putText(out, verdict.reason(), MAX_REASON_BYTES);
        out.put((byte) verdict.servers().size());
        for (Verdict.Choice choice : verdict.servers()) {
            out.put((byte) choice.state().id()).putLong(choice.sequence());
            Wire.putText(out, choice.name(), Verdict.MAX_NAME_BYTES);
            Wire.putText(out, choice.epoch(), MAX_EPOCH_BYTES);
        }
    }

    @Override
    public Verdict decode(ByteBuffer in) {
        return Wire.whole(() -> {
            Wire.takeHeader(in, TYPE, VERSION);
            long timeNs = in.getLong();
            long validUntilNs = in.getLong();
            String reason = Wire.takeText(in);
            int count = Wire.takeByte(in);
            List<Verdict.Choice> servers = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                ServerState state = ServerState.of(Wire.takeByte(in));
                long sequence = in.getLong();
                String name = Wire.takeText(in);
                servers.add(new Verdict.Choice(name, state, Wire.takeText(in), sequence));
            }
            return new Verdict(timeNs, validUntilNs, reason, servers);
        });
    }
}
