package dev.pullover.common.remote;

import dev.pullover.common.message.FaultKind;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Tells what sort of failure {@code ssh} complains of. It has one exit code, 255, for all of them, so its words must do;
 * they are the same in all languages, and have been for many versions.
 */
final class SshComplaints {
    /** The first one that is found counts: of a jump host, the reason comes with "connection closed" after it. */
    private static final List<Rule> RULES = List.of(
            new Rule(
                    FaultKind.HOST_KEY,
                    "Host key verification failed|HOST IDENTIFICATION HAS CHANGED|no matching host key type"),
            new Rule(
                    FaultKind.AUTH,
                    "Permission denied|Too many authentication failures|No supported authentication methods"
                            + "|no mutual signature"),
            new Rule(
                    FaultKind.UNREACHABLE, "Could not resolve hostname|No route to host|(Network|Host) is unreachable"),
            new Rule(FaultKind.REFUSED, "Connection refused"),
            new Rule(FaultKind.TIMEOUT, "timed out|Timeout, server .* not responding"),
            new Rule(
                    FaultKind.PROTOCOL,
                    "subsystem request failed|[Bb]ad configuration|Bad owner or permissions|Unable to negotiate"
                            + "|protocol version|Protocol major versions|invalid characters|Bad SSH2|Bad packet"
                            + "|unknown option|nsupported option"),
            new Rule(FaultKind.RESET, "[Cc]onnection (closed|reset)|Disconnected|Broken pipe|disconnect from"));

    /** Frames, empty lines, general advice, and how to make ssh content whatever the reason is. */
    private static final Pattern DECORATION =
            Pattern.compile("^\\s*$|^\\s*(@|IT IS POSSIBLE|Someone could be eaves|It is also possible|Please contact"
                    + "|Add correct host key|remove with:|ssh-keygen ).*");

    private static final Pattern SHOWN_KEY =
            Pattern.compile("fingerprint for the (\\S+) key sent by the remote host is\\s+(SHA256:[^\\s.]+)");

    private SshComplaints() {}

    /** The sort of failure; if nothing that is known was said, the server broke the rules. */
    static FaultKind kind(String complaints) {
        return RULES.stream()
                .filter(rule -> rule.pattern.matcher(complaints).find())
                .findFirst()
                .map(Rule::kind)
                .orElse(FaultKind.PROTOCOL);
    }

    /** The key that the server showed, by type and fingerprint; empty if ssh did not say. */
    static Optional<String> shownKey(String complaints) {
        Matcher matcher = SHOWN_KEY.matcher(complaints);
        return matcher.find() ? Optional.of(matcher.group(1) + " " + matcher.group(2)) : Optional.empty();
    }

    /**
     * In one line.
     *
     * @param scratch directory of temporary files that ssh was given: nobody shall be sent there to edit them
     */
    static String describe(String complaints, Path scratch) {
        String words = complaints
                .lines()
                .filter(line -> !DECORATION.matcher(line).matches() && !line.contains(scratch + "/"))
                .map(line -> line.strip().replaceAll("[^ -~]", "?"))
                .collect(Collectors.joining("; "));
        return words.isEmpty() ? "ended without a word" : words;
    }

    private record Rule(FaultKind kind, Pattern pattern) {
        Rule(FaultKind kind, String regex) {
            this(kind, Pattern.compile(regex));
        }
    }
}
