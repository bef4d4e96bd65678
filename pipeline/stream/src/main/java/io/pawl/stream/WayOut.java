package io.pawl.stream;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The way out of a stopped lane: sentences, and commands that can be typed, each in a line that is
 * indented. What a process knows of its deployment stands in them; a word in capitals stands for
 * what it does not know.
 *
 * @param partition of the log, {@code PARTITION} if nobody knows it
 */
public record WayOut(DeploymentNames names, String partition) {
  /** Between sentences and commands. */
  private static final String LINE = System.lineSeparator();

  private static final String FILE =
      "FILE holds settings of Kafka's clients (TLS, SASL); without any, leave the option out.";

  /** How to get from {@code reason} back to a lane that serves. */
  public String of(StopReason reason) {
    return switch (reason) {
      case OFFSET_MISSING, OFFSET_BEFORE_BARRIER, POSITION_BEYOND_OFFSET -> commitAnew();
      case LOG_TOO_SHORT ->
          text(
              "The end of the log is lost for good. See that it does not happen again:",
              setting(
                  names.topics().log(),
                  "min.insync.replicas=2,unclean.leader.election.enable=false"),
              newTopics());
      case LOG_LOST ->
          text(
              "What is gone stays gone. Take the retention away, if the log has one:",
              setting(names.topics().log(), "retention.ms=-1,retention.bytes=-1"),
              newTopics());
      case FACTS_LOST ->
          text(
              "Take the retention away, if the topic of facts has one:",
              setting(names.topics().facts(), "retention.ms=-1,retention.bytes=-1"),
              rebuild(""));
      case DESCRIPTOR_BEYOND_POSITION ->
          text(
              "Nobody but processors may write to the topic of facts. See who can:",
              rights(names.topics().facts()),
              // What facts tell is what is wrong.
              rebuild(" --from log"));
      case CHECKPOINTS_INCOMPLETE ->
          text(
              "Nobody but sinks may write to the checkpoints. See who can:",
              rights(names.topics().checkpoints()),
              rebuild(""));
      case CHECKPOINTS_DAMAGED ->
          text(
              "If a newer release of Pawl has run here, run it again. Else nobody but sinks may"
                  + " write to the checkpoints. See who can:",
              rights(names.topics().checkpoints()),
              rebuild(""));
      case OTHER_LOG ->
          text(
              "Compare the id of this log with those in the message, and its name with the"
                  + " settings (pawl.topics):",
              command(
                  ("kafka-topics.sh --bootstrap-server %s --command-config FILE --describe --topic"
                          + " %s")
                      .formatted(names.servers(), names.topics().log())),
              FILE + " If the log was made anew:",
              newTopics());
      case SCHEMA_LOST ->
          text(
              "Restore the registry from its backup. Or register the schema again under the ID of"
                  + " the message, as VERSION of SUBJECT; SCHEMA is the JSON of"
                  + " {\"id\":ID,\"version\":VERSION,\"schema\":…}:",
              command(
                  "curl -X PUT -H 'Content-Type: application/json' --data"
                      + " '{\"mode\":\"IMPORT\"}' URL/mode/SUBJECT"),
              command(
                  "curl -H 'Content-Type: application/json' --data @SCHEMA"
                      + " URL/subjects/SUBJECT/versions"),
              command(
                  "curl -X PUT -H 'Content-Type: application/json' --data"
                      + " '{\"mode\":\"READWRITE\"}' URL/mode/SUBJECT"),
              "Then restart the processor that has the partition.");
    };
  }

  private String commitAnew() {
    String offset = "pawl offset" + connection() + group() + " --partition " + partition;
    return text(
        "See which offset is the first without an outcome, then commit it:",
        command(offset),
        command(offset + " --commit"),
        "Then restart the processor that has the partition. Others may run meanwhile. " + FILE);
  }

  private String rebuild(String from) {
    String rebuild =
        "pawl rebuild"
            + connection()
            + group()
            + (names.sinks() == null ? "" : " --sinks-group " + names.sinks())
            + " --partition "
            + partition
            + from;
    return text(
        "See what the state of the partition can be rebuilt from. Then stop all processors and"
            + " sinks, rebuild it, and start them again; the committed offset stays:",
        command(rebuild),
        command(rebuild + " --execute"),
        FILE + " If nothing is left to rebuild from, the state is lost:",
        newTopics());
  }

  private static String newTopics() {
    return text(
        "Stop all processors, sinks, gateways and peers. Start them with topics under another"
            + " prefix, which the first processor makes; topics that have names of their own"
            + " (pawl.topics.log and so on) get others too. Peers open their channels anew:",
        command("pawl processor --config FILE --pawl.topics.prefix=NEW --pawl.topics.create=true"),
        command("pawl sink --config FILE --pawl.topics.prefix=NEW"),
        command("pawl gateway --config FILE --pawl.topics.prefix=NEW"));
  }

  private String connection() {
    return " --bootstrap-servers %s --client-config FILE --registry URL%s"
        .formatted(names.servers(), topics());
  }

  private String group() {
    return " --group " + names.processors();
  }

  /** Options that lead to the topics. */
  private String topics() {
    String prefix = names.topics().log().replaceFirst("\\.log$", "");
    return names.topics().equals(Topics.of(prefix))
        ? " --topic-prefix " + prefix
        : IntStream.range(0, Topics.KEYS.size())
            .mapToObj(
                i -> " --topic %s=%s".formatted(Topics.KEYS.get(i), names.topics().all().get(i)))
            .collect(Collectors.joining());
  }

  private String setting(String topic, String values) {
    return command(
        ("kafka-configs.sh --bootstrap-server %s --command-config FILE --alter --entity-type topics"
                + " --entity-name %s --add-config %s")
            .formatted(names.servers(), topic, values));
  }

  private String rights(String topic) {
    return command(
        "kafka-acls.sh --bootstrap-server %s --command-config FILE --list --topic %s"
            .formatted(names.servers(), topic));
  }

  private static String command(String text) {
    return "  " + text;
  }

  private static String text(String... parts) {
    return String.join(LINE, List.of(parts));
  }
}
