package io.pawl.processor.service;

import io.micrometer.observation.ObservationRegistry;
import io.pawl.processor.ProcessorSettings;
import io.pawl.processor.RatchetProcessor;
import io.pawl.ratchet.AgreementKey;
import io.pawl.ratchet.GrantKeys;
import io.pawl.service.Ground;
import io.pawl.service.Plan;
import io.pawl.service.Settings;
import io.pawl.stream.LaneOwner;
import io.pawl.stream.LaneSettings;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a processor was told to run.
 *
 * @param group its consumer group
 * @param lanes when its lanes commit
 * @param replayRecords log offsets after which a dirty channel's position is written out
 * @param barrierEvery how old the last barrier may become
 * @param keys the processors' private keys
 * @param tracing whether tracers are told of transactions and records
 */
record ProcessorPlan(
    String group,
    LaneSettings lanes,
    long replayRecords,
    Duration barrierEvery,
    List<AgreementKey> keys,
    boolean tracing)
    implements Plan {
  private static final Logger log = LoggerFactory.getLogger(ProcessorPlan.class);

  ProcessorPlan {
    keys = List.copyOf(keys);
  }

  static ProcessorPlan of(Settings settings) {
    return new ProcessorPlan(
        ProcessorKeys.LANES.group(settings),
        ProcessorKeys.LANES.lanes(settings),
        settings.value(ProcessorKeys.REPLAY_RECORDS),
        settings.value(ProcessorKeys.BARRIER_EVERY),
        new PrivateKeysReader(settings).read(),
        settings.value(ProcessorKeys.TRACING));
  }

  @Override
  public LaneOwner begin(Ground ground) {
    for (AgreementKey key : keys) {
      log.info(
          "processors' key {}: public key {}",
          GrantKeys.idOf(key.publicKey()).toHex(),
          Base64.getEncoder().encodeToString(key.publicKey().toArray()));
    }
    return new RatchetProcessor(
        new ProcessorSettings(
            ground.client(), ground.topics(), group, lanes, replayRecords, barrierEvery),
        ground.log(),
        ground.codec(),
        GrantKeys.of(keys),
        ground.meters(),
        tracing ? ground.observations() : ObservationRegistry.NOOP);
  }

  /** Without keys. */
  @Override
  public String toString() {
    return "ProcessorPlan[" + group + "]";
  }
}
