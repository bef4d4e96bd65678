package io.pawl.processor.service;

import io.pawl.processor.ProcessorSettings;
import io.pawl.stream.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.util.unit.DataSize;

/**
 * All that the service can be told, see docs/configuration.md. What begins with {@link #KAFKA} goes
 * to Kafka's clients as it is, and has no key of its own here.
 */
final class Keys {
  static final String PREFIX = "pawl.";

  /** Before the name of any setting of Kafka's clients. */
  static final String KAFKA = "pawl.kafka.";

  /** Before the name of a setting of the schema registry's client. */
  static final String REGISTRY = "pawl.registry.";

  static final Key<String> GROUP = Key.name("pawl.group", ProcessorSettings.DEFAULT_GROUP);

  static final Key<String> TOPIC_PREFIX = Key.name("pawl.topics.prefix", Topics.DEFAULT_PREFIX);
  static final Key<String> TOPIC_LOG = Key.name("pawl.topics.log", "");
  static final Key<String> TOPIC_ACCEPTED = Key.name("pawl.topics.accepted", "");
  static final Key<String> TOPIC_REJECTED = Key.name("pawl.topics.rejected", "");
  static final Key<String> TOPIC_FACTS = Key.name("pawl.topics.checkpoint-facts", "");
  static final Key<String> TOPIC_CHECKPOINTS = Key.name("pawl.topics.checkpoints", "");
  static final Key<String> TOPIC_INVITATIONS = Key.name("pawl.topics.invitations", "");
  static final Key<String> TOPIC_IDENTITIES = Key.name("pawl.topics.identities", "");

  /** Topics that are missing where they were before are a loss that no new ones should hide. */
  static final Key<Boolean> TOPICS_CREATE = Key.flag("pawl.topics.create", false);

  static final Key<Integer> TOPIC_PARTITIONS = Key.whole("pawl.topics.partitions", 12, 1, 10_000);
  static final Key<Integer> TOPIC_REPLICATION =
      Key.whole("pawl.topics.replication-factor", -1, -1, Short.MAX_VALUE);

  static final Key<Path> PRIVATE_KEYS_FILE = Key.file("pawl.private-keys-file");
  static final Key<String> PRIVATE_KEYS = Key.text("pawl.private-keys", "");

  static final Key<String> REGISTRY_URL = Key.text("pawl.registry.url", "");

  /** The rest of what {@link io.pawl.stream.registry.SchemaRegistry#connect} understands. */
  static final List<Key<String>> REGISTRY_MORE =
      Stream.of(
              "basic.auth.credentials.source",
              "basic.auth.user.info",
              "bearer.auth.token",
              "ssl.truststore.location",
              "ssl.truststore.password",
              "ssl.truststore.type",
              "ssl.keystore.location",
              "ssl.keystore.password",
              "ssl.keystore.type",
              "ssl.key.password",
              "http.connect.timeout.ms",
              "http.read.timeout.ms",
              "auto.register.schemas")
          .map(name -> Key.text(REGISTRY + name, ""))
          .toList();

  static final Key<Integer> REPLAY_RECORDS =
      Key.whole("pawl.replay-records", 100_000, 1, 100_000_000);
  static final Key<Duration> BARRIER_EVERY =
      Key.duration("pawl.barrier-every", "60s", Duration.ofMillis(1), Duration.ofDays(1));

  /** Producers abort a transaction that is open for a minute. */
  private static final Duration LONGEST_TRANSACTION = Duration.ofSeconds(30);

  static final Key<Duration> COMMIT_IDLE =
      Key.duration("pawl.commit.idle", "25ms", Duration.ZERO, LONGEST_TRANSACTION);
  static final Key<Duration> COMMIT_BACKLOG =
      Key.duration("pawl.commit.backlog", "250ms", Duration.ZERO, LONGEST_TRANSACTION);
  static final Key<Integer> COMMIT_RECORDS =
      Key.whole("pawl.commit.records", 50_000, 1, 10_000_000);
  static final Key<Long> COMMIT_BYTES =
      Key.bytes("pawl.commit.bytes", "64MB", DataSize.ofKilobytes(1), DataSize.ofMegabytes(1_024));

  static final Key<Integer> QUEUE_RECORDS = Key.whole("pawl.queue.records", 10_000, 1, 10_000_000);
  static final Key<Long> QUEUE_BYTES =
      Key.bytes("pawl.queue.bytes", "8MB", DataSize.ofKilobytes(1), DataSize.ofMegabytes(1_024));

  static final Key<Duration> RETRY_FIRST =
      Key.duration("pawl.retry.first-pause", "100ms", Duration.ofMillis(1), Duration.ofMinutes(1));
  static final Key<Duration> RETRY_LONGEST =
      Key.duration("pawl.retry.longest-pause", "10s", Duration.ofMillis(1), Duration.ofMinutes(10));

  static final Key<Integer> HTTP_PORT = Key.whole("pawl.http.port", 8_080, 0, 65_535);
  static final Key<LogFormat> LOG_FORMAT = Key.choice("pawl.log-format", LogFormat.TEXT);

  static final Key<Boolean> TRACING = Key.flag("pawl.tracing", false);

  /** Every key, in the order of the documentation. */
  static final List<Key<?>> ALL =
      Stream.<Key<?>>concat(
              Stream.of(
                  GROUP,
                  TOPIC_PREFIX,
                  TOPIC_LOG,
                  TOPIC_ACCEPTED,
                  TOPIC_REJECTED,
                  TOPIC_FACTS,
                  TOPIC_CHECKPOINTS,
                  TOPIC_INVITATIONS,
                  TOPIC_IDENTITIES,
                  TOPICS_CREATE,
                  TOPIC_PARTITIONS,
                  TOPIC_REPLICATION,
                  PRIVATE_KEYS_FILE,
                  PRIVATE_KEYS,
                  REPLAY_RECORDS,
                  BARRIER_EVERY,
                  COMMIT_IDLE,
                  COMMIT_BACKLOG,
                  COMMIT_RECORDS,
                  COMMIT_BYTES,
                  QUEUE_RECORDS,
                  QUEUE_BYTES,
                  RETRY_FIRST,
                  RETRY_LONGEST,
                  HTTP_PORT,
                  LOG_FORMAT,
                  TRACING,
                  REGISTRY_URL),
              REGISTRY_MORE.stream())
          .toList();

  private Keys() {}
}
