package io.pawl.compose;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The launcher itself, in a tree of its own, with a Maven that only touches files and a Java that
 * only prints its arguments.
 */
@Timeout(60)
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {
  @TempDir private Path folder = Path.of("");
  private Path root = Path.of("");
  private Path jdk = Path.of("");
  private Path bin = Path.of("");

  /** What a run said, both outputs together, and its exit status. */
  private record Run(int status, String said) {
    List<String> lines() {
      return said.lines().toList();
    }
  }

  @BeforeEach
  void tree() throws IOException {
    // Names that a careless search for sources stumbles over.
    root = Files.createDirectories(folder.resolve("src").resolve("my pawl"));
    Files.copy(Path.of("..", "pawl"), root.resolve("pawl"));
    write(root.resolve("pom.xml"), "");
    write(root.resolve("compose/src/main/java/A.java"), "");
    write(root.resolve("compose/src/main/java/B.java"), "");
    write(root.resolve("compose/src/test/java/T.java"), "");
    write(root.resolve("load-tests/src/main/java/L.java"), "");
    jdk = jdk("25.0.1");
    bin = Files.createDirectories(folder.resolve("bin"));
    program(
        bin.resolve("mvn"),
        """
        shift 2; folder=$(dirname "$1")
        echo "with $JAVA_HOME" >> "$folder/builds"
        echo "[INFO] Building Pawl fake 0.1.0-SNAPSHOT      [1/1]"
        if [ -f "$folder/broken" ]; then
          echo "[ERROR] COMPILATION ERROR : "
          echo "[ERROR] -> [Help 1]"
          echo "[ERROR] Re-run Maven with the -e switch"
          exit 1
        fi
        if [ -p "$folder/gate" ]; then
          read -r any < "$folder/gate"
        fi
        mkdir -p "$folder/load-tests/target/lib"
        touch "$folder/load-tests/target/benchmarks.jar"
        """);
  }

  private Path jdk(String version) throws IOException {
    Path home = folder.resolve("jdk " + version);
    write(home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
    program(home.resolve("bin/java"), "printf '%s\\n' \"$@\"\n");
    program(home.resolve("bin/javac"), "");
    return home;
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    // Before anything that this test builds.
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(60)));
  }

  private static void program(Path file, String script) throws IOException {
    write(file, "#!/bin/sh\n" + script);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Process start(Map<String, String> environment, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(root.resolve("pawl").toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.directory(folder.toFile());
    builder.environment().put("PATH", bin + ":" + System.getenv("PATH"));
    builder.environment().put("JAVA_HOME", jdk.toString());
    builder.environment().putAll(environment);
    return builder.start();
  }

  private static Run finish(Process process) throws IOException, InterruptedException {
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return new Run(process.exitValue(), said);
  }

  private Run run(String... arguments) throws IOException, InterruptedException {
    return finish(start(Map.of(), arguments));
  }

  private int builds() throws IOException {
    Path builds = root.resolve("builds");
    return Files.exists(builds) ? Files.readAllLines(builds).size() : 0;
  }

  private static void touch(Path file) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(1)));
  }

  @Test
  void theFirstRunBuildsAndSaysSoAndTheNextOnlyRuns() throws Exception {
    Run first = run("demo", "--input", "a b");
    assertThat(first.status()).isZero();
    assertThat(first.said()).contains("pawl: building", "pawl:   1/1 fake (", "pawl: built in ");
    Path target = root.toRealPath().resolve("load-tests/target");
    assertThat(first.lines())
        .endsWith(
            "-cp",
            target.resolve("benchmarks.jar") + ":" + target.resolve("lib/*"),
            "io.pawl.compose.PawlCommand",
            "demo",
            "--input",
            "a b");
    assertThat(Files.readString(root.resolve("builds"))).isEqualTo("with " + jdk + "\n");

    Run next = run("demo");
    assertThat(next.said()).doesNotContain("building");
    assertThat(builds()).isEqualTo(1);
  }

  @Test
  void aSourceThatIsNewerIsBuilt() throws Exception {
    run();
    touch(root.resolve("compose/src/main/java/A.java"));
    run();
    assertThat(builds()).isEqualTo(2);
    touch(root.resolve("pom.xml"));
    run();
    assertThat(builds()).isEqualTo(3);
    touch(root.resolve("load-tests/src/main/java/L.java"));
    run();
    assertThat(builds()).isEqualTo(4);
  }

  @Test
  void aSourceThatIsGoneIsNoticed() throws Exception {
    run();
    Files.delete(root.resolve("compose/src/main/java/B.java"));
    touch(root.resolve("compose/src/main/java"));
    run();
    assertThat(builds()).isEqualTo(2);
  }

  @Test
  void whatARunDoesNotUseIsNoReasonToBuild() throws Exception {
    run();
    touch(root.resolve("compose/src/test/java/T.java"));
    write(root.resolve("README.md"), "");
    touch(root.resolve("README.md"));
    write(root.resolve("compose/target/src/generated"), "");
    touch(root.resolve("compose/target/src/generated"));
    write(root.resolve(".git/src/index"), "");
    touch(root.resolve(".git/src/index"));
    run();
    assertThat(builds()).isEqualTo(1);
  }

  @Test
  void aBuildThatFailsShowsItsErrorsAndRunsNothing() throws Exception {
    write(root.resolve("broken"), "");
    Run run = run("demo");
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.lines())
        .contains("[ERROR] COMPILATION ERROR : ")
        .last()
        .asString()
        .startsWith("pawl: the build failed")
        .endsWith("target/pawl-build.log");
    assertThat(run.said()).doesNotContain("Re-run", "PawlCommand");

    Files.delete(root.resolve("broken"));
    assertThat(run("demo").status()).isZero();
  }

  @Test
  void withoutMavenItIsOneLine() throws Exception {
    Files.delete(bin.resolve("mvn"));
    for (String tool : List.of("dirname", "readlink", "find", "head", "mkdir", "ln", "rm")) {
      for (String place : List.of("/usr/bin", "/bin")) {
        if (Files.exists(Path.of(place, tool)) && !Files.exists(bin.resolve(tool))) {
          Files.createSymbolicLink(bin.resolve(tool), Path.of(place, tool));
        }
      }
    }
    Run run = finish(start(Map.of("PATH", bin.toString())));
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.lines()).hasSize(1).first().asString().startsWith("pawl: Maven is needed");
  }

  @Test
  void aJdkThatIsTooOldIsPassedOver() throws Exception {
    Path old = jdk("17.0.15");
    Files.createSymbolicLink(bin.resolve("java"), jdk.resolve("bin/java"));
    Run run = finish(start(Map.of("JAVA_HOME", old.toString())));
    assertThat(run.status()).isZero();
    assertThat(Files.readString(root.resolve("builds"))).isEqualTo("with " + jdk + "\n");
  }

  @Test
  void ofTwoThatStartAtOnceOneBuildsAndTheOtherWaits() throws Exception {
    Path gate = root.resolve("gate");
    assertThat(new ProcessBuilder("mkfifo", gate.toString()).start().waitFor()).isZero();
    Process one = start(Map.of());
    Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> builds() == 1);
    Process other = start(Map.of());
    BufferedReader said = other.inputReader(UTF_8);
    assertThat(said.readLine())
        .isEqualTo("pawl: another pawl (process " + one.pid() + ") is building: waiting for it");
    Files.writeString(gate, "open\n");
    assertThat(finish(one).status()).isZero();
    assertThat(said.lines()).doesNotContain("pawl: building").isNotEmpty();
    assertThat(other.waitFor()).isZero();
    assertThat(builds()).isEqualTo(1);
    assertThat(Files.exists(root.resolve("target/pawl-build.lock"), LinkOption.NOFOLLOW_LINKS))
        .isFalse();
  }

  @Test
  void theLockOfOneThatWasKilledIsNotWaitedFor() throws Exception {
    Process gone = new ProcessBuilder("true").start();
    gone.waitFor();
    Files.createDirectories(root.resolve("target"));
    Files.createSymbolicLink(
        root.resolve("target/pawl-build.lock"), Path.of(Long.toString(gone.pid())));
    assertThat(run().status()).isZero();
    assertThat(builds()).isEqualTo(1);
  }

  @Test
  void itIsFoundThroughALink() throws Exception {
    Files.createSymbolicLink(bin.resolve("linked"), root.resolve("pawl"));
    ProcessBuilder builder = new ProcessBuilder(bin.resolve("linked").toString());
    builder.redirectErrorStream(true).directory(folder.toFile());
    builder.environment().put("PATH", bin + ":" + System.getenv("PATH"));
    builder.environment().put("JAVA_HOME", jdk.toString());
    assertThat(finish(builder.start()).status()).isZero();
    assertThat(builds()).isEqualTo(1);
  }
}
