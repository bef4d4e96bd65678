package io.pawl.compose.vault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
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
  void aPassphraseIsNoArgument() {
    assertThat(run("create", vault, "--passphrase", "secret")).isEqualTo(2);
    assertThat(run("check", vault, "--key-file", "a", "--passphrase-file", "b")).isEqualTo(2);
    assertThat(Path.of(vault)).doesNotExist();
  }
}
