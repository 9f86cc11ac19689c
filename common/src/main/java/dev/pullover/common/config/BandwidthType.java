package dev.pullover.common.config;

/** Bytes per second, {@code from} and {@code to} included, or none; always, or by time of day. */
record BandwidthType(String from, String to) implements ValueType<Bandwidth> {
    @Override
    public String allowed() {
        return "\"unlimited\", a rate from \"" + from + "/s\" to \"" + to
                + "/s\", or a timetable of these, as \"08:00,5MB/s 18:00,unlimited Sat-00:00,unlimited\"";
    }

    @Override
    public Bandwidth read(Object toml) {
        if (toml instanceof String text) {
            return Bandwidth.parse(text, UnitScale.SIZE.parseConstant(from), UnitScale.SIZE.parseConstant(to))
                    .orElseThrow(this::invalid);
        }
        throw invalid();
    }
}
