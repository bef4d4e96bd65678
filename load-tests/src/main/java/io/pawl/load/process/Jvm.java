package io.pawl.load.process;

import java.util.List;
import java.util.stream.Stream;

/**
 * How a JVM is to run.
 *
 * @param options of {@code java}
 */
public record Jvm(List<String> options) {
  /** Copies the list. */
  public Jvm {
    options = List.copyOf(options);
  }

  /**
   * One of many on few cores, each for a minute or two.
   *
   * @param heap the most that its heap takes, in megabytes
   */
  public static Jvm brief(int heap) {
    return new Jvm(List.of("-Xmx" + heap + "m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
  }

  /**
   * One that serves for long, as {@code pawl} itself runs.
   *
   * @param heap that it takes from its start on, in megabytes
   */
  public static Jvm serving(int heap) {
    return new Jvm(List.of("-Xms" + heap + "m", "-Xmx" + heap + "m", "-XX:+UseParallelGC"));
  }

  /** The options for a person, in one line. */
  @Override
  public String toString() {
    return String.join(" ", options);
  }

  /** These, and what all JVMs here need. */
  List<String> all() {
    return Stream.concat(
            options.stream(),
            // Kafka's and Netty's libraries use Unsafe and native code.
            Stream.of(
                "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"))
        .toList();
  }
}
