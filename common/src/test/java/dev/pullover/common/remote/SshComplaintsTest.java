package dev.pullover.common.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pullover.common.message.FaultKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SshComplaintsTest {
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
        assertEquals("The fingerprint is; SHA256:abc.; Host key verification failed.", SshComplaints.describe(words));
        assertEquals("ended without a word", SshComplaints.describe("\n"));
    }
}
