package io.pawl.load.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pawl.load.TemporaryFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RunFolderTest {
  private final StringWriter err = new StringWriter();
  private Path used = Path.of("");

  /** What a run found that wrote a file. */
  private record Found(boolean isSuccess) implements NumbersReport {
    @Override
    public Account account() {
      return new Account().add("kills", "kills", 3);
    }

    @Override
    public String praise() {
      return "All was right.";
    }
  }

  @AfterEach
  void clear() {
    if (Files.exists(used)) {
      new TemporaryFolder(used).close();
    }
  }

  private Found run(boolean keep, boolean right) throws IOException, InterruptedException {
    return RunFolder.with(
        keep,
        new PrintWriter(err),
        folder -> {
          used = folder;
          Files.writeString(folder.resolve("said"), "much");
          return new Found(right);
        });
  }

  private void assertLeft() {
    assertThat(used.resolve("said")).exists();
    assertThat(err.toString()).contains(used.toString());
  }

  @Test
  void whereAllWasRightNothingIsLeft() throws Exception {
    Found found = run(false, true);

    assertThat(used).doesNotExist();
    assertThat(err.toString()).isEmpty();
    assertThat(found.toTable()).contains("kills").endsWith("All was right.");
  }

  @Test
  void whereSomethingWasWrongItIsLeftAndNamed() throws Exception {
    Found found = run(false, false);

    assertLeft();
    assertThat(found.toTable()).endsWith("FAILED: see above.");
    assertThat(found.toJson()).isEqualTo("{\"kills\":3}");
  }

  @Test
  void itIsKeptIfThatIsWanted() throws Exception {
    run(true, true);

    assertLeft();
  }

  @Test
  void aRunThatBreaksOffLeavesIt() {
    assertThatThrownBy(() ->
            RunFolder.<Found>with(
                false,
                new PrintWriter(err),
                folder -> {
                  used = folder;
                  Files.writeString(folder.resolve("said"), "much");
                  throw new IOException("no room");
                }))
        .hasMessage("no room");

    assertLeft();
  }
}
