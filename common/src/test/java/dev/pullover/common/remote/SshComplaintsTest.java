package dev.pullover.common.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pullover.common.message.FaultKind;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SshComplaintsTest {
    private static final Path SCRATCH = Path.of("/tmp/pullover-1");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "HOST_KEY    | Host key verification failed.",
                "HOST_KEY    | Unable to negotiate with 10.0.0.1 port 22: no matching host key type found. Their offer: x",
                "AUTH        | sync@prod: Permission denied (publickey).",
                "AUTH        | Received disconnect from 10.0.0.1 port 22:2: Too many authentication failures",
                "UNREACHABLE | ssh: Could not resolve hostname prod: Name or service not known",
                "UNREACHABLE | ssh: connect to host 10.0.0.1 port 22: No route to host",
                "REFUSED     | ssh: connect to host 10.0.0.1 port 22: Connection refused",
                "TIMEOUT     | ssh: connect to host 10.0.0.1 port 22: Connection timed out",
                "TIMEOUT     | Connection timed out during banner exchange",
                "PROTOCOL    | subsystem request failed on channel 0",
                "PROTOCOL    | /root/.ssh/config: line 3: Bad configuration option: wrong",
                "PROTOCOL    | Unable to negotiate with 10.0.0.1 port 22: no matching cipher found. Their offer: x",
                "RESET       | kex_exchange_identification: Connection closed by remote host",
                "RESET       | kex_exchange_identification: read: Connection reset by peer",
                "PROTOCOL    | something that no version has said so far"
            })
    void theWordsTellTheKind(FaultKind kind, String words) {
        assertEquals(kind, SshComplaints.kind(words));
    }

    @Test
    void ofAJumpHostTheReasonCountsNotWhatFollowsFromIt() {
        String words = "channel 0: open failed: connect failed: Connection refused\nstdio forwarding failed\n"
                + "kex_exchange_identification: Connection closed by remote host\n";
        assertEquals(FaultKind.REFUSED, SshComplaints.kind(words));
    }

    @Test
    void decorationIsLeftOutAndLinesAreJoined() {
        String words = "@@@@@@@@@@@@\n@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!    @\r\n@@@@@@@@@@@@\r\n"
                + "The fingerprint is\r\nSHA256:abc.\n\nHost key verification failed.\n";
        assertEquals(
                "The fingerprint is; SHA256:abc.; Host key verification failed.",
                SshComplaints.describe(words, SCRATCH));
        assertEquals("ended without a word", SshComplaints.describe("\n", SCRATCH));
    }

    /** As OpenSSH 9 and 10 write it. */
    @Test
    void nobodyIsToldToEditAFileOfOurs() {
        String words = """
                @@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@\r
                @    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @\r
                @@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@\r
                IT IS POSSIBLE THAT SOMEONE IS DOING SOMETHING NASTY!\r
                Someone could be eavesdropping on you right now (man-in-the-middle attack)!\r
                It is also possible that a host key has just been changed.\r
                The fingerprint for the ED25519 key sent by the remote host is\r
                SHA256:abc.\r
                Please contact your system administrator.\r
                Add correct host key in /tmp/pullover-1/known_hosts to get rid of this message.\r
                Offending ED25519 key in /tmp/pullover-1/known_hosts:1\r
                  remove with:\r
                  ssh-keygen -f '/tmp/pullover-1/known_hosts' -R '[127.0.0.1]:2222'\r
                Host key for [127.0.0.1]:2222 has changed and you have requested strict checking.\r
                Host key verification failed.\r
                """;
        assertEquals(
                "The fingerprint for the ED25519 key sent by the remote host is; SHA256:abc.; Host key for"
                        + " [127.0.0.1]:2222 has changed and you have requested strict checking.; Host key verification"
                        + " failed.",
                SshComplaints.describe(words, SCRATCH));
        assertEquals(FaultKind.HOST_KEY, SshComplaints.kind(words));
        assertEquals(Optional.of("ED25519 SHA256:abc"), SshComplaints.shownKey(words));
        assertEquals(Optional.empty(), SshComplaints.shownKey("Host key verification failed."));
    }

    /** A jump host's key is looked up where ssh's own configuration says. */
    @Test
    void aFileOfTheUserIsNamed() {
        assertEquals(
                "Offending RSA key in /root/.ssh/known_hosts:3",
                SshComplaints.describe("Offending RSA key in /root/.ssh/known_hosts:3\r\n", SCRATCH));
    }
}
