package io.pawl.compose.vault;

import static org.assertj.core.api.Assertions.assertThat;

import io.pawl.channel.PlatformEntropy;
import io.pawl.channel.vault.KeyFile;
import io.pawl.channel.vault.SqliteVault;
import io.pawl.channel.vault.VaultUnlock;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
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

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final Deque<String> typed = new ArrayDeque<>();
  private String input = "";
  private String vault = "";

  @BeforeEach
  void name() {
    vault = folder.resolve("vault").toString();
  }

  private int run(String... arguments) {
    out.getBuffer().setLength(0);
    Prompt prompt =
        question -> {
          String answer = typed.poll();
          return answer == null ? null : answer.toCharArray();
        };
    var command =
        new VaultCommand(prompt, new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
    CommandLine commandLine = new CommandLine(command);
    commandLine.setOut(new PrintWriter(out));
    commandLine.setErr(new PrintWriter(err));
    commandLine.setExecutionExceptionHandler((failure, _, _) -> {
      err.append(failure.getMessage()).append('\n');
      return 1;
    });
    return commandLine.execute(arguments);
  }

  private String keyFile(String name) {
    return folder.resolve(name).toString();
  }

  @Test
  void aVaultIsMadeCheckedAndGivenAnotherPassphrase() {
    typed.addAll(List.of("first", "first"));
    assertThat(run("create", vault)).isZero();
    String made = out.toString();
    assertThat(made).matches("identity  [0-9a-f]{64}\\R" + "channels  0\\R");

    typed.addAll(List.of("first", "second", "second"));
    assertThat(run("passphrase", vault)).isZero();

    typed.add("second");
    assertThat(run("check", vault)).isZero();
    assertThat(out.toString()).isEqualTo(made);
    typed.add("first");
    assertThat(run("check", vault)).isEqualTo(1);
    assertThat(err.toString()).contains("this passphrase does not open the vault " + vault);
  }

  @Test
  void keyFilesAreRotatedAndMadeWhereTheyAreMissing() {
    assertThat(run("create", vault, "--new-key-file", keyFile("one"))).isZero();
    String made = out.toString();

    assertThat(run("key-file", vault, keyFile("two"), "--key-file", keyFile("one"), "--reseal"))
        .isZero();

    assertThat(run("check", vault, "--key-file", keyFile("two"))).isZero();
    assertThat(out.toString()).isEqualTo(made);
    assertThat(run("check", vault, "--key-file", keyFile("one"))).isEqualTo(1);
  }

  @Test
  void bothPassphrasesMayComeFromStandardInput() throws IOException {
    Path text = Files.writeString(folder.resolve("text"), "first\r\nnot this\n");
    assertThat(run("create", vault, "--new-passphrase-file", text.toString())).isZero();

    input = "first\nsecond\n";
    assertThat(run("passphrase", vault, "--passphrase-file", "-", "--new-passphrase-file", "-"))
        .isZero();

    input = "second";
    assertThat(run("check", vault, "--passphrase-file", "-")).isZero();
  }

  @Test
  void twoThatDifferMakeNoVault() {
    typed.addAll(List.of("first", "frist"));

    assertThat(run("create", vault)).isEqualTo(1);

    assertThat(err.toString()).contains("differ");
    assertThat(Path.of(vault)).doesNotExist();
  }

  @Test
  void withoutATerminalTheWayOutIsNamed() {
    assertThat(run("create", vault)).isEqualTo(1);

    assertThat(err.toString()).contains("--new-passphrase-file");
  }

  @Test
  void aLostVaultIsMadeAnewForItsIdentity() {
    assertThat(run("create", vault, "--new-key-file", keyFile("key"))).isZero();
    String made = out.toString();
    String identity = folder.resolve("identity").toString();
    assertThat(run("identity", vault, identity, "--key-file", keyFile("key"))).isZero();
    assertThat(out.toString()).isEqualTo(made);
    String anew = folder.resolve("anew").toString();

    assertThat(
            run("create", anew, "--new-key-file", keyFile("other"), "--identity-file", identity))
        .isZero();

    assertThat(out.toString())
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
  void anIdentityThatWasNotMadeHereIsTakenAsItsFileHasIt() throws Exception {
    KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    String pem =
        "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n"
            .formatted(Base64.getEncoder().encodeToString(pair.getPrivate().getEncoded()));
    Path identity = ownersOnly("identity", pem);

    assertThat(
            run(
                "create",
                vault,
                "--new-key-file",
                keyFile("key"),
                "--identity-file",
                identity.toString()))
        .isZero();

    byte[] publicKey = pair.getPublic().getEncoded();
    assertThat(out.toString())
        .contains(HexFormat.of().formatHex(publicKey, publicKey.length - 32, publicKey.length));
  }

  @Test
  void anotherKeyIsNoIdentity() throws IOException {
    KeyFile.create(Path.of(keyFile("key")), new PlatformEntropy());

    assertThat(
            run(
                "create",
                vault,
                "--new-key-file",
                keyFile("new"),
                "--identity-file",
                keyFile("key")))
        .isEqualTo(1);

    assertThat(err.toString())
        .contains("is no file of an Ed25519 identity")
        .doesNotContain(Files.readString(Path.of(keyFile("key"))).strip());
    assertThat(Path.of(vault)).doesNotExist();
    assertThat(Path.of(keyFile("new"))).doesNotExist();
  }

  @Test
  void anIdentityIsWrittenIntoANewFileAlone() throws IOException {
    assertThat(run("create", vault, "--new-key-file", keyFile("key"))).isZero();
    Path there = Files.writeString(folder.resolve("there"), "before");

    assertThat(run("identity", vault, there.toString(), "--key-file", keyFile("key"))).isEqualTo(1);

    assertThat(there).hasContent("before");
    assertThat(run("identity", vault, "--key-file", keyFile("key"))).isEqualTo(2);
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
    assertThat(run("create", vault, "--passphrase", "secret")).isEqualTo(2);
    assertThat(run("check", vault, "--key-file", "a", "--passphrase-file", "b")).isEqualTo(2);
    assertThat(Path.of(vault)).doesNotExist();
  }
}
