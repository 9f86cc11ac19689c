package dev.pullover.common.config;

/** Where to listen. */
record ListenAddressType() implements ValueType<ListenAddress> {
    @Override
    public String allowed() {
        return "\"host:port\", the port from 0 (any free one) to 65535, IPv6 addresses in brackets";
    }

    @Override
    public ListenAddress read(Object toml) {
        if (!(toml instanceof String text)) {
            throw invalid();
        }
        HostPort address = HostPort.parse(text, 0);
        if (address.port().isEmpty()) {
            throw invalid();
        }
        return new ListenAddress(address.host(), address.port().getAsInt());
    }
}
