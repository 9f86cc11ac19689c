package dev.pullover.common.config;

/** A number without unit, {@code from} and {@code to} included. */
record WholeNumberType(int from, int to) implements ValueType<Integer> {
    @Override
    public String allowed() {
        return "a whole number from " + from + " to " + to;
    }

    @Override
    public Integer read(Object toml) {
        if (toml instanceof Long number && number >= from && number <= to) {
            return number.intValue();
        }
        throw invalid();
    }
}
