package io.pawl.compose.repair;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pawl.checkpoint.SinkSettings;
import io.pawl.checkpoint.repair.LaneOffset;
import io.pawl.checkpoint.repair.OffsetSearch;
import io.pawl.checkpoint.repair.RepairSettings;
import io.pawl.compose.connection.Connection;
import io.pawl.compose.connection.Target;
import io.pawl.compose.connection.TopicNames;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code pawl offset}: where the processors' group goes on, if it has lost its offset. */
@Command(
    name = "offset",
    description =
        "Find the first record of each partition of the log that has no outcome: where the"
            + " processors go on. Reads only, beside a running system, unless --commit is given.",
    footer = {
      "",
      "docs/recovery.md tells when. Exit status: 0 if every offset holds, is due, or is committed"
          + " now; 1 if nothing tells where one of them is, or it fails; 2 if used wrongly."
    })
public final class OffsetCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Mixin private Connection connection = new Connection();

  @Mixin private TopicNames names = new TopicNames();

  @Option(
      names = "--partition",
      paramLabel = "P",
      description = "The only partition to look at. Default: all of them.")
  private @Nullable Integer partition;

  @Option(
      names = "--commit",
      description =
          "Commit what is due, where the group has no offset or a lower one. Fences the lane that"
              + " has the partition; restart its processor afterwards.")
  private boolean commit;

  @Option(names = "--json", description = "Print one JSON object and nothing else.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    Target target = connection.target(names.topics());
    List<LaneOffset> offsets =
        connection.with(
            target,
            codec ->
                look(
                    RepairSettings.of(
                        target.client(),
                        target.topics(),
                        target.group(),
                        SinkSettings.DEFAULT_GROUP,
                        codec)));
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    if (json) {
      out.println(json(offsets));
    } else {
      offsets.forEach(it -> out.println(line(it)));
    }
    out.flush();
    return offsets.stream().anyMatch(it -> it.standing() instanceof LaneOffset.Unknown)
        ? ExitCode.SOFTWARE
        : ExitCode.OK;
  }

  private List<LaneOffset> look(RepairSettings settings) {
    try (OffsetSearch search = new OffsetSearch(settings, InstantSource.system())) {
      IntFunction<LaneOffset> each = commit ? search::commit : search::find;
      return settings.partitions(partition).mapToObj(each).toList();
    }
  }

  private static String line(LaneOffset offset) {
    String committed =
        offset.committed().isPresent()
            ? offset.committed().getAsLong() + " is committed"
            : "nothing is committed";
    return "partition %d: %s; %s"
        .formatted(
            offset.partition(),
            committed,
            switch (offset.standing()) {
              case LaneOffset.Holds _ -> "it holds, outcomes begin to lack at " + offset.next();
              case LaneOffset.Untouched _ -> "nothing was ever judged";
              case LaneOffset.Due _ ->
                  "%d is the first record without an outcome, --commit commits it"
                      .formatted(offset.next());
              case LaneOffset.Committed _ ->
                  "%d was committed now: restart the processor".formatted(offset.next());
              case LaneOffset.Unknown(String why) -> "not known: " + why;
            });
  }

  private static String json(List<LaneOffset> offsets) {
    ObjectNode json = new ObjectMapper().createObjectNode();
    ArrayNode partitions = json.putArray("partitions");
    for (LaneOffset each : offsets) {
      ObjectNode one = partitions.addObject().put("partition", each.partition());
      if (each.committed().isPresent()) {
        one.put("committed", each.committed().getAsLong());
      } else {
        one.putNull("committed");
      }
      one.put("next", each.next());
      switch (each.standing()) {
        case LaneOffset.Holds _ -> one.put("standing", "holds");
        case LaneOffset.Untouched _ -> one.put("standing", "untouched");
        case LaneOffset.Due _ -> one.put("standing", "due");
        case LaneOffset.Committed _ -> one.put("standing", "committed");
        case LaneOffset.Unknown(String why) -> one.put("standing", "unknown").put("why", why);
      }
    }
    return json.toString();
  }
}
