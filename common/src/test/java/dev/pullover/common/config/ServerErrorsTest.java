package dev.pullover.common.config;

import static dev.pullover.common.config.ConfigErrorsTest.assertErrors;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerErrorsTest {
    private static final String FORM =
            "must be \"sftp://user@host:port/directory\" (user and port may be left out)" + " or \"file:///directory\"";
    private static final String KEY = "AAAAC3NzaC1lZDI1NTE5AAAAIAxEcIF/39H+WwAsnMaCj3ZeVZ7KdrryHEJiw63bCmzv";

    @ParameterizedTest
    @ValueSource(strings = {"", "-a", ".", "a b", "ü", "a/b", "aaaaaaaaaabbbbbbbbbbccccccccccddd"})
    void badName(String name) {
        assertErrors(
                "[[servers]]\nname = \"" + name + "\"\nuri = \"file:///a\"\n",
                "pullover.toml:2: [[servers]] name = \"" + name + "\": must be a name of 1 to 32 letters, digits,"
                        + " '.', '_' or '-', the first a letter or digit");
    }

    @Test
    void duplicateName() {
        assertErrors("""
                [[servers]]
                name = "a"
                uri = "file:///a"
                [[servers]]
                uri = "file:///b"
                name = "a"
                """, "pullover.toml:6: [[servers]] name = \"a\": is the name of the server of line 2 too");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', textBlock = """
                    http://h/a             ~ FORM
                    SFTP://h/a             ~ FORM
                    /srv/outbox            ~ FORM
                    sftp:/h/a              ~ FORM
                    file://h/a             ~ FORM
                    sftp://h               ~ must end with the outbox's directory, such as /srv/outbox
                    file:a                 ~ must end with the outbox's directory, such as /srv/outbox
                    sftp://h/a b           ~ is not a URI: Illegal character in path at character 11; a space is written %20
                    sftp://h/a?b           ~ PART
                    sftp://h/a#b           ~ PART
                    sftp://h/a%00          ~ the directory must be UTF-8 text without NUL
                    sftp://h/a%FF          ~ the directory must be UTF-8 text without NUL
                    sftp://@h/a            ~ USER
                    sftp://-oX@h/a         ~ USER
                    sftp://a%20b@h/a       ~ USER
                    sftp://-oX/a           ~ HOST
                    sftp://u@/a            ~ HOST
                    sftp://h:0/a           ~ the port must be a whole number from 1 to 65535
                    sftp://h:65536/a       ~ the port must be a whole number from 1 to 65535
                    sftp://h:ssh/a         ~ the port must be a whole number from 1 to 65535
                    """)
    void badUri(String uri, String error) {
        String message = error.replace("FORM", FORM)
                .replace("HOST", ConfigErrorsTest.HOST)
                .replace("USER", "the user must be 1 to 64 characters, without spaces, and not start with '-'")
                .replace("PART", "must not have a ? or # part; in a directory's name they are %3F and %23");
        assertErrors(
                "[[servers]]\nname = \"a\"\nknown-hosts = \"k\"\nuri = \"" + uri + "\"\n",
                "pullover.toml:4: [[servers]] uri = \"" + uri + "\": " + message);
    }

    @Test
    void passwordsAreRefusedAndNeverShown() {
        assertErrors(
                "[[servers]]\nname = \"a\"\nknown-hosts = \"k\"\nuri = \"sftp://me:se@cr/et@h/a\"\n",
                "pullover.toml:4: [[servers]] uri = \"sftp://me:***@h/a\":"
                        + " must not contain a password; log in with a key, see identity-file");
        assertErrors(
                "[[servers]]\nname = \"a\"\nknown-hosts = \"k\"\nuri = \"sftp://me:secret@h/a\"\n",
                "pullover.toml:4: [[servers]] uri = \"sftp://me:***@h/a\":"
                        + " must not contain a password; log in with a key, see identity-file");
        assertErrors(
                "[[servers]]\nname = \"a\"\nuri = sftp://me:secret@h/a\n",
                "pullover.toml:3:7: uri = sftp://me:***@h/a: Unexpected 's', expected a value;"
                        + " texts, durations and sizes are written in quotes");
    }

    @Test
    void sftpServerWithoutHostKey() {
        assertErrors(
                "[[servers]]\nname = \"a\"\nuri = \"sftp://me@[::1]:2222/a\"\n",
                "pullover.toml:3: [[servers]] uri = \"sftp://me@[::1]:2222/a\": needs known-hosts or host-keys too;"
                        + " get the keys with `ssh-keyscan -p 2222 ::1 > FILE`, show them with"
                        + " `ssh-keygen -lf FILE`, compare with what the server's administrator says,"
                        + " and add known-hosts = \"FILE\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ssh-ed25519",
                KEY,
                "ssh-rsa " + KEY,
                "prod.example ssh-ed25519 " + KEY,
                "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5",
                "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAxEcIF/39H+WwAsnMaCj3ZeVZ7KdrryHEJiw63bCm",
                "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAxEcIF/39H+WwAsnMaCj3ZeVZ7KdrryHEJiw63bCmzvAAAA",
                "ssh-ed25519 ////////",
                "ssh-ed25519 AAAA…"
            })
    void badHostKey(String key) {
        String shown = Literal.of(key);
        assertErrors(
                "[[servers]]\nname = \"a\"\nuri = \"sftp://h/a\"\nhost-keys = [\n  \"ssh-ed25519 " + KEY + "\",\n  \""
                        + key + "\",\n]\n",
                "pullover.toml:6: [[servers]] host-keys: " + shown + " must be a public key, as \"ssh-ed25519 AAAA…\":"
                        + " type and base64 text, complete, no host before it");
    }

    @Test
    void listThatIsNone() {
        assertErrors(
                "[[servers]]\nname = \"a\"\nuri = \"sftp://h/a\"\nhost-keys = \"x\"\n",
                "pullover.toml:4: [[servers]] host-keys = \"x\": must be a list [\"…\", \"…\"] of 0 to 16,"
                        + " each a public key, as \"ssh-ed25519 AAAA…\"");
    }

    @Test
    void keysOfSeveralTypesAreTaken() {
        String ecdsa = "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBInlmht4coomn5lecbr8P0e"
                + "Z+JDlkCMVmvprFDRF8L8Mzvx4BUO9693tOuxoP94hLbg5uAP/FZJo6l58TiLMNqw=";
        Config config = ConfigLoader.parse(
                "[[servers]]\nname = \"a\"\nuri = \"sftp://h/a\"\nhost-keys = [\"ssh-ed25519   " + KEY + " root@h\", \""
                        + ecdsa + "\"]\n",
                Path.of("pullover.toml"));

        assertEquals(
                List.of("ssh-ed25519 " + KEY, ecdsa), config.servers().get(0).hostKeys());
    }

    @Test
    void moreServersThanAnyoneHas() {
        StringBuilder toml = new StringBuilder();
        for (int i = 0; i < 17; i++) {
            toml.append("[[servers]]\nname = \"s").append(i).append("\"\nuri = \"file:///a\"\n");
        }
        assertErrors(toml.toString(), "pullover.toml:49: [[servers]]: 17 servers, at most 16 are allowed");
    }
}
