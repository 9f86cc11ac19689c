package dev.pullover.copylist;

import dev.pullover.common.EpochTime;
import dev.pullover.common.catalog.CatalogLine;
import dev.pullover.common.ledger.CatalogEntry;
import dev.pullover.common.message.Verdict;
import dev.pullover.common.remote.RemoteStat;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a file on one server.
 *
 * @param server its name in the configuration
 * @param answer for programs: an {@link Answer} in lower case
 * @param text for people
 * @param size bytes, where the server was asked and has a file
 * @param mtime ISO 8601, UTC, where the server was asked and has a file
 */
record ServerAnswer(
        String server,
        String answer,
        String text,
        @Nullable Long size,
        @Nullable String mtime) {
    /** How a file stands on a server. */
    enum Answer {
        /** The catalog names it. */
        HAS_IT,
        /** Its size is not the published one, or it is no regular file. */
        DIFFERENT,
        /** A file is there that no catalog names. */
        UNPUBLISHED,
        NOT_THERE,
        /** The server did not answer, or nothing is known of its catalog. */
        UNKNOWN;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** By testserver's last check, without asking the server. */
    static ServerAnswer known(Verdict.Choice choice, CatalogEntry published) {
        long line = published.line().seq();
        if (!choice.epoch().equals(published.epoch().toString())) {
            String catalog = choice.epoch().isEmpty() ? "its catalog is not known" : "it has another catalog";
            return plain(choice.name(), Answer.UNKNOWN, choice.state() + "; " + catalog);
        }
        boolean has = choice.sequence() >= line;
        String at =
                "; its catalog was at line " + choice.sequence() + " when it was last checked, this is line " + line;
        return plain(
                choice.name(),
                has ? Answer.HAS_IT : Answer.NOT_THERE,
                (has ? "should have it, is " : "does not have it yet, is ") + choice.state() + at);
    }

    /** The server was asked, and named what it has. */
    static ServerAnswer found(String server, RemoteStat stat, Optional<CatalogLine> published, ZoneId zone) {
        if (!stat.isFile()) {
            return plain(server, Answer.DIFFERENT, "has no regular file there, but a " + word(stat.type()));
        }
        long mtimeNs = TimeUnit.SECONDS.toNanos(stat.mtimeSeconds());
        String file = stat.size() + " bytes of " + Text.time(mtimeNs, zone);
        Optional<Answer> judged = published.map(line ->
                line.op() == CatalogLine.Op.PUT && line.size() == stat.size() ? Answer.HAS_IT : Answer.DIFFERENT);
        Answer answer = judged.orElse(Answer.UNPUBLISHED);
        String text =
                switch (answer) {
                    case HAS_IT -> "has it: " + file + otherDate(stat, published.get(), zone);
                    case DIFFERENT -> "has something else: " + file;
                    default -> "has a file that is not published: " + file;
                };
        return new ServerAnswer(server, answer.word(), text, stat.size(), Text.iso(mtimeNs));
    }

    static ServerAnswer missing(String server) {
        return plain(server, Answer.NOT_THERE, "does not have it");
    }

    static ServerAnswer silent(String server, String why) {
        return plain(server, Answer.UNKNOWN, "cannot be asked: " + why);
    }

    /** The same, with more to say. */
    ServerAnswer with(String more) {
        return new ServerAnswer(server, answer, text + "; " + more, size, mtime);
    }

    private static String otherDate(RemoteStat stat, CatalogLine line, ZoneId zone) {
        return stat.mtimeSeconds() == EpochTime.seconds(line.mtimeNs())
                ? ""
                : ", published with the date " + Text.time(line.mtimeNs(), zone);
    }

    private static String word(RemoteStat.Type type) {
        return switch (type) {
            case DIRECTORY -> "directory";
            case SYMBOLIC_LINK -> "symbolic link";
            default -> "device, pipe or socket";
        };
    }

    private static ServerAnswer plain(String server, Answer answer, String text) {
        return new ServerAnswer(server, answer.word(), text, null, null);
    }
}
