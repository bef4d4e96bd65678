package io.pawl.load.processor;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pawl.processor.ProcessorSettings;
import io.pawl.processor.RatchetProcessor;
import io.pawl.stream.TopicAdmin;
import io.pawl.stream.codec.LogIdentity;
import java.time.Duration;

/** The contender that is Pawl's own processor, with the settings it is shipped with. */
final class PawlProcessor {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private PawlProcessor() {}

  /** The process. */
  public static void main(String[] arguments) throws Exception {
    ContenderProcess.serve(PawlProcessor::begin);
  }

  private static AutoCloseable begin(Run run) {
    LogIdentity log;
    try (TopicAdmin admin = TopicAdmin.connect(run.client(), PATIENCE)) {
      log = admin.validate(run.topics());
    }
    ProcessorSettings defaults = ProcessorSettings.of(run.client(), run.topics());
    ProcessorSettings settings =
        new ProcessorSettings(
            run.client(),
            run.topics(),
            run.group(),
            defaults.lanes(),
            defaults.replayRecords(),
            defaults.barrierEvery());
    return new RatchetProcessor(
        settings, log, run.codec(), Peers.grantKeys(), new SimpleMeterRegistry());
  }
}
