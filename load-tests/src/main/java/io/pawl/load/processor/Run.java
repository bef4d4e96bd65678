package io.pawl.load.processor;

import io.pawl.load.traffic.EnvelopeSchema;
import io.pawl.stream.Topics;
import io.pawl.stream.codec.Codec;
import io.pawl.stream.registry.SchemaRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * One run of one contender: what it reads, writes and commits as.
 *
 * @param name of its outputs and its group
 * @param log that it reads
 * @param bootstrapServers of the broker
 * @param keys file with the admission keys
 */
record Run(String name, String log, String bootstrapServers, Path keys) {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** From the arguments of a process. */
  static Run of(String[] arguments) {
    return new Run(arguments[0], arguments[1], arguments[2], Path.of(arguments[3]));
  }

  /** The arguments of a process. */
  List<String> arguments() {
    return List.of(name, log, bootstrapServers, keys.toString());
  }

  Map<String, Object> client() {
    return Map.of("bootstrap.servers", bootstrapServers);
  }

  /** The log, and outputs of this run's own. */
  Topics topics() {
    Topics own = Topics.of(name);
    return new Topics(
        log,
        own.accepted(),
        own.rejected(),
        own.facts(),
        own.checkpoints(),
        own.invitations(),
        own.identities());
  }

  /** The codec of all processes: a registry in memory gives the same ids in each. */
  Codec codec() {
    SchemaRegistry registry =
        SchemaRegistry.connect(Map.of("schema.registry.url", SchemaRegistry.MOCK + "bench"));
    return Codec.create(registry, topics()).blockOptional(PATIENCE).orElseThrow();
  }

  /** The schema id by which the hand-written contenders tell an envelope from what opens. */
  int envelopeSchema() {
    return EnvelopeSchema.id(codec());
  }

  /** The consumer group whose committed offsets tell how far it is. */
  String group() {
    return name;
  }
}
