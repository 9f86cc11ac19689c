package dev.pullover.common.config;

import java.util.List;
import java.util.Locale;

/** One of an enum's constants, written in lower case with dashes. */
record ChoiceType<E extends Enum<E>>(List<E> constants) implements ValueType<E> {
    static <E extends Enum<E>> ChoiceType<E> of(E[] constants) {
        return new ChoiceType<>(List.of(constants));
    }

    @Override
    public String allowed() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < constants.size(); i++) {
            text.append(i == 0 ? "" : i == constants.size() - 1 ? " or " : ", ")
                    .append('"')
                    .append(written(constants.get(i)))
                    .append('"');
        }
        return text.toString();
    }

    @Override
    public E read(Object toml) {
        for (E constant : constants) {
            if (written(constant).equals(toml)) {
                return constant;
            }
        }
        throw invalid();
    }

    private static String written(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
