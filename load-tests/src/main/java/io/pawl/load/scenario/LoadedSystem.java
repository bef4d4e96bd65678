package io.pawl.load.scenario;

import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.GrantKeys;
import io.pawl.stream.Topics;
import io.pawl.stream.codec.Codec;
import io.pawl.stream.codec.LogIdentity;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;

/** What is put under load, and what can be seen of it beside its topics. */
interface LoadedSystem extends AutoCloseable {
  /** What every Kafka client needs to connect. */
  Map<String, Object> client();

  /** The topics' names. */
  Topics topics();

  /** The log's identity; all topics have as many partitions. */
  LogIdentity log();

  /** Between bytes and records. */
  Codec codec();

  /** The processors' keys, to know what must become of what is written. */
  GrantKeys keys();

  /** The public one of them. */
  Bytes processorsKey();

  /**
   * Lets processors and sink begin, and waits until they have; what they begin with stands in the
   * topics.
   */
  void startServices() throws InterruptedException;

  /** Whether nobody else writes to the log. */
  boolean isOurs();

  /** Processor time used so far by each process that is known, by name. */
  Map<String, Supplier<Duration>> cpu();

  /** Where processors tell their metrics, by name. */
  Map<String, URI> metrics();

  /** How the processes run, for a person, by name. */
  Map<String, String> described();

  @Override
  void close();
}
