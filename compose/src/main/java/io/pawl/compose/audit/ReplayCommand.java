package io.pawl.compose.audit;

import io.pawl.checkpoint.audit.ChannelLife;
import io.pawl.checkpoint.audit.From;
import io.pawl.compose.connection.Connection;
import io.pawl.compose.connection.TopicNames;
import io.pawl.ratchet.ChannelId;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code pawl replay}: shows one channel's life. */
@Command(
    name = "replay",
    description =
        "Show one channel's life as the log tells it: each of its records, the verdict, and the"
            + " state after it. Replays all of its partition; reads only.")
public final class ReplayCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Mixin private Connection connection = new Connection();

  @Mixin private TopicNames names = new TopicNames();

  @Mixin private AuditOptions options = new AuditOptions();

  @Option(
      names = "--channel",
      paramLabel = "ID",
      required = true,
      converter = ChannelConverter.class,
      description = "The channel: 32 hexadecimal digits.")
  private @Nullable ChannelId channel;

  @Option(
      names = "--from",
      paramLabel = "snapshot|earliest|OFFSET",
      description = "Where to begin. Default: ${DEFAULT-VALUE}.")
  private String from = "earliest";

  @Option(
      names = "--to",
      paramLabel = "OFFSET",
      description = "The last offset of the log to take. Default: the last one with an outcome.")
  private long to = Long.MAX_VALUE;

  @Option(names = "--json", description = "Print one JSON object and nothing else.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    From begin = AuditOptions.from(connection, from);
    if (to < 0) {
      throw connection.wrong("--to: an offset is at least 0, not " + to, null);
    }
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    ChannelId shown = Objects.requireNonNull(channel);
    try (MomentWriter writer = json ? new JsonMoments(shown, out) : new TextMoments(out)) {
      options.with(
          connection,
          names,
          begin,
          null,
          settings -> {
            ChannelLife.replay(settings, shown, to, writer::write);
            return ExitCode.OK;
          });
    }
    return ExitCode.OK;
  }

  /** Reads a channel's id. */
  static final class ChannelConverter implements ITypeConverter<ChannelId> {
    @Override
    public ChannelId convert(String text) {
      try {
        return ChannelId.fromHex(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(
            "'%s' is no channel: 32 hexadecimal digits are".formatted(text));
      }
    }
  }
}
