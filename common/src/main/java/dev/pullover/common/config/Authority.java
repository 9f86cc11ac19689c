package dev.pullover.common.config;

import java.util.Optional;

/** The part {@code [user@]host[:port]} of a server's URI, with its {@code %XX} decoded. */
record Authority(Optional<String> user, HostPort server) {
    private static final int MAX_USER_CHARS = 64;

    /** @throws InvalidValueException saying which part is wrong and what it may be */
    static Authority parse(String text) {
        int at = text.lastIndexOf('@');
        Optional<String> user = at < 0 ? Optional.empty() : Optional.of(checkedUser(text.substring(0, at)));
        return new Authority(user, HostPort.parse(text.substring(at + 1), 1));
    }

    private static String checkedUser(String user) {
        if (user.indexOf(':') >= 0) {
            throw new InvalidValueException("must not contain a password; log in with a key, see identity-file");
        }
        // A dash in front would be an option to a command `ssh`.
        if (user.isEmpty() || user.length() > MAX_USER_CHARS || user.startsWith("-") || !isPlain(user)) {
            throw new InvalidValueException(
                    "the user must be 1 to " + MAX_USER_CHARS + " characters, without spaces, and not start with '-'");
        }
        return user;
    }

    private static boolean isPlain(String user) {
        for (int i = 0; i < user.length(); i++) {
            if (user.charAt(i) == ' ' || Ascii.isControl(user.charAt(i))) {
                return false;
            }
        }
        return true;
    }
}
