package io.pawl.compose.audit;

import io.pawl.checkpoint.audit.AuditSettings;
import io.pawl.checkpoint.audit.From;
import io.pawl.compose.CommandFailure;
import io.pawl.compose.connection.Connection;
import io.pawl.compose.connection.Target;
import io.pawl.compose.connection.TopicNames;
import io.pawl.processor.PrivateKeys;
import io.pawl.ratchet.GrantKeys;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options of audit and replay beside those that lead to a deployment. */
final class AuditOptions {
  @Option(
      names = "--private-keys",
      paramLabel = "FILE",
      required = true,
      description = "The processors' private keys, as 'pawl keys' writes them.")
  private Path keys = Path.of("");

  /**
   * Connects, and gives what an audit needs to {@code use}.
   *
   * @throws ParameterException if the options do not lead anywhere
   * @throws IOException if a file cannot be read
   */
  <T> T with(
      Connection connection,
      TopicNames names,
      From from,
      @Nullable Integer partition,
      Function<AuditSettings, T> use)
      throws IOException {
    Target target = connection.target(names.topics());
    GrantKeys grantKeys = keys();
    return connection.with(
        target,
        codec ->
            use.apply(
                new AuditSettings(
                    target.client(),
                    target.topics(),
                    target.group(),
                    codec,
                    grantKeys,
                    from,
                    partition)));
  }

  private GrantKeys keys() throws IOException {
    try {
      return GrantKeys.of(PrivateKeys.read(keys));
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(
          "%s holds no processors' private keys: %s".formatted(keys, e.getMessage()), e);
    }
  }

  /** What to begin with. */
  static From from(Connection connection, String text) {
    try {
      return From.parse(text);
    } catch (IllegalArgumentException e) {
      throw connection.wrong("--from: " + e.getMessage(), e);
    }
  }
}
