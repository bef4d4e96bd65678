package io.pawl.compose.vault;

import static org.assertj.core.api.Assertions.assertThat;

import io.pawl.channel.PlatformEntropy;
import io.pawl.channel.vault.KeyFile;
import io.pawl.channel.vault.SqliteVault;
import io.pawl.channel.vault.VaultUnlock;
import io.pawl.compose.CommandRun;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class VaultCommandTest {
  @TempDir private Path folder = Path.of("");

  private final Deque<String> typed = new ArrayDeque<>();
  private String input = "";
  private String vault = "";

  @BeforeEach
  void name() {
    vault = folder.resolve("vault").toString();
  }

  private CommandRun run(String... arguments) {
    Prompt prompt =
        question -> {
          String answer = typed.poll();
          return answer == null ? null : answer.toCharArray();
        };
    var command =
        new VaultCommand(prompt, new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
    var commandLine = new CommandLine(command);
    commandLine.setExecutionExceptionHandler((failure, line, _) -> {
      line.getErr().println(failure.getMessage());
      return 1;
    });
    return CommandRun.of(commandLine, arguments);
  }

  /** What it prints when all goes well. */
  private String done(String... arguments) {
    CommandRun run = run(arguments);
    assertThat(run.status()).as(run.err()).isZero();
    return run.out();
  }

  /** What it says of a failure. */
  private String failed(String... arguments) {
    CommandRun run = run(arguments);
    assertThat(run.status()).isEqualTo(1);
    return run.err();
  }

  private String keyFile(String name) {
    return folder.resolve(name).toString();
  }

  @Test
  void aVaultIsMadeCheckedAndGivenAnotherPassphrase() {
    typed.addAll(List.of("first", "first"));
    String made = done("create", vault);
    assertThat(made).matches("identity  [0-9a-f]{64}\\R" + "channels  0\\R");

    typed.addAll(List.of("first", "second", "second"));
    assertThat(done("passphrase", vault)).isEqualTo(made);

    typed.add("second");
    assertThat(done("check", vault)).isEqualTo(made);
    typed.add("first");
    assertThat(failed("check", vault)).contains("this passphrase does not open the vault " + vault);
  }

  @Test
  void keyFilesAreRotatedAndMadeWhereTheyAreMissing() {
    String made = done("create", vault, "--new-key-file", keyFile("one"));

    done("key-file", vault, keyFile("two"), "--key-file", keyFile("one"), "--reseal");

    assertThat(done("check", vault, "--key-file", keyFile("two"))).isEqualTo(made);
    assertThat(failed("check", vault, "--key-file", keyFile("one"))).contains(keyFile("one"));
  }

  @Test
  void bothPassphrasesMayComeFromStandardInput() throws IOException {
    Path text = Files.writeString(folder.resolve("text"), "first\r\nnot this\n");
    String made = done("create", vault, "--new-passphrase-file", text.toString());

    input = "first\nsecond\n";
    done("passphrase", vault, "--passphrase-file", "-", "--new-passphrase-file", "-");

    input = "second";
    assertThat(done("check", vault, "--passphrase-file", "-")).isEqualTo(made);
  }

  @Test
  void twoThatDifferMakeNoVault() {
    typed.addAll(List.of("first", "frist"));

    assertThat(failed("create", vault)).contains("differ");

    assertThat(Path.of(vault)).doesNotExist();
  }

  @Test
  void withoutATerminalTheWayOutIsNamed() {
    assertThat(failed("create", vault)).contains("--new-passphrase-file");
  }

  @Test
  void aLostVaultIsMadeAnewForItsIdentity() {
    String made = done("create", vault, "--new-key-file", keyFile("key"));
    String identity = folder.resolve("identity").toString();
    assertThat(done("identity", vault, identity, "--key-file", keyFile("key"))).isEqualTo(made);
    String anew = folder.resolve("anew").toString();

    assertThat(
            done("create", anew, "--new-key-file", keyFile("other"), "--identity-file", identity))
        .isEqualTo(made.replace("channels  0", "channels  0, and others may be missing"));
    try (var opened =
        SqliteVault.open(
            Path.of(anew),
            Path.of(anew + ".mark"),
            new VaultUnlock.InFile(Path.of(keyFile("other"))),
            new PlatformEntropy())) {
      assertThat(opened.isIncomplete()).isTrue();
      assertThat(made).contains(opened.identity().publicKey().toHex());
    }
  }

  @Test
  void aCopyOpensWithWhatOpensTheVault() {
    String made = done("create", vault, "--new-key-file", keyFile("key"));
    String copy = folder.resolve("copy").toString();

    assertThat(done("copy", vault, copy, "--key-file", keyFile("key"))).isEqualTo(made);

    assertThat(done("check", copy, "--key-file", keyFile("key"))).isEqualTo(made);
    assertThat(failed("copy", vault, copy, "--key-file", keyFile("key")))
        .contains(copy + " exists already");
  }

  @Test
  void aCopyThatWouldNotOpenIsNotKept() {
    done("create", vault, "--new-key-file", keyFile("key"));
    KeyFile.create(Path.of(keyFile("other")), new PlatformEntropy());
    String copy = folder.resolve("copy").toString();

    assertThat(failed("copy", vault, copy, "--key-file", keyFile("other")))
        .contains("the copy of " + vault + " is not kept");

    assertThat(Path.of(copy)).doesNotExist();
  }

  @Test
  void anIdentityThatWasNotMadeHereIsTakenAsItsFileHasIt() throws Exception {
    KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    String pem =
        "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n"
            .formatted(Base64.getEncoder().encodeToString(pair.getPrivate().getEncoded()));
    Path identity = ownersOnly("identity", pem);

    String made =
        done(
            "create",
            vault,
            "--new-key-file",
            keyFile("key"),
            "--identity-file",
            identity.toString());

    byte[] publicKey = pair.getPublic().getEncoded();
    assertThat(made)
        .contains(HexFormat.of().formatHex(publicKey, publicKey.length - 32, publicKey.length));
  }

  @Test
  void anotherKeyIsNoIdentity() throws IOException {
    KeyFile.create(Path.of(keyFile("key")), new PlatformEntropy());

    assertThat(
            failed(
                "create",
                vault,
                "--new-key-file",
                keyFile("new"),
                "--identity-file",
                keyFile("key")))
        .contains("is no file of an Ed25519 identity")
        .doesNotContain(Files.readString(Path.of(keyFile("key"))).strip());
    assertThat(Path.of(vault)).doesNotExist();
    assertThat(Path.of(keyFile("new"))).doesNotExist();
  }

  @Test
  void anIdentityIsWrittenIntoANewFileAlone() throws IOException {
    done("create", vault, "--new-key-file", keyFile("key"));
    Path there = Files.writeString(folder.resolve("there"), "before");

    assertThat(failed("identity", vault, there.toString(), "--key-file", keyFile("key")))
        .contains(there + " exists already");

    assertThat(there).hasContent("before");
    assertThat(run("identity", vault, "--key-file", keyFile("key")).status()).isEqualTo(2);
  }

  private Path ownersOnly(String name, String text) throws IOException {
    Path file =
        Files.createFile(
            folder.resolve(name),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    return Files.writeString(file, text);
  }

  @Test
  void aPassphraseIsNoArgument() {
    assertThat(run("create", vault, "--passphrase", "secret").status()).isEqualTo(2);
    assertThat(run("check", vault, "--key-file", "a", "--passphrase-file", "b").status())
        .isEqualTo(2);
    assertThat(Path.of(vault)).doesNotExist();
  }
}
