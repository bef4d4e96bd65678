package io.pawl.load.chaos.process;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pawl.checkpoint.CheckpointSink;
import io.pawl.checkpoint.SinkSettings;
import io.pawl.stream.TopicAdmin;
import io.pawl.stream.Topics;
import io.pawl.stream.codec.Codec;
import io.pawl.stream.codec.LogIdentity;
import io.pawl.stream.registry.SchemaRegistry;
import java.time.Duration;
import java.util.Map;

/** A checkpoint sink as a process: bootstrap servers and the registry's URL are the arguments. */
final class SinkMain {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private SinkMain() {}

  public static void main(String[] arguments) {
    Lifeline.hold();
    Logging.configure();
    Map<String, Object> client = Map.of("bootstrap.servers", arguments[0]);
    Topics topics = Topics.of(Topics.DEFAULT_PREFIX);
    LogIdentity log;
    try (TopicAdmin admin = TopicAdmin.connect(client, PATIENCE)) {
      log = admin.validate(topics);
    }
    SchemaRegistry registry = SchemaRegistry.connect(Map.of("schema.registry.url", arguments[1]));
    Codec codec = Codec.create(registry, topics).blockOptional(PATIENCE).orElseThrow();
    CheckpointSink sink =
        new CheckpointSink(SinkSettings.of(client, topics), log, codec, new SimpleMeterRegistry());
    Runtime.getRuntime().addShutdownHook(new Thread(sink::close, "shutdown"));
    sink.ended().block();
  }
}
