package io.pawl.compose.connection;

import io.pawl.stream.Topics;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that name a deployment's topics. */
public final class TopicNames {
  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec command;

  @Option(
      names = "--topic-prefix",
      paramLabel = "PREFIX",
      description = "What the topics' names begin with. Default: ${DEFAULT-VALUE}.")
  private String prefix = Topics.DEFAULT_PREFIX;

  @Option(
      names = "--topic",
      paramLabel = "KEY=NAME",
      description =
          "A topic with a name of its own; KEY is the last part of its setting, as log for"
              + " pawl.topics.log. Once for each.")
  private Map<String, String> named = Map.of();

  /**
   * All seven.
   *
   * @throws ParameterException if a key is none
   */
  public Topics topics() {
    for (String key : named.keySet()) {
      if (!Topics.KEYS.contains(key)) {
        throw new ParameterException(
            command().commandLine(),
            "--topic: '%s' is none of %s"
                .formatted(key, String.join(", ", new TreeSet<>(Topics.KEYS))));
      }
    }
    return Topics.of(prefix, named);
  }

  private CommandSpec command() {
    if (command == null) {
      throw new IllegalStateException("not part of a command");
    }
    return command;
  }
}
