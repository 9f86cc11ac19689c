package dev.pullover.common.config;

/** Yes or no. */
record BooleanType() implements ValueType<Boolean> {
    @Override
    public String allowed() {
        return "true or false";
    }

    @Override
    public Boolean read(Object toml) {
        if (toml instanceof Boolean value) {
            return value;
        }
        throw invalid();
    }
}
