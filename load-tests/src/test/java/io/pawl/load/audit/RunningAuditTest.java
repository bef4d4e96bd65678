package io.pawl.load.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.pawl.checkpoint.audit.AuditReport;
import io.pawl.checkpoint.audit.From;
import io.pawl.ratchet.ChannelId;
import io.pawl.stream.LogOffset;
import io.pawl.stream.Topics;
import io.pawl.stream.codec.Decoded;
import io.pawl.stream.codec.Fact;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** Audits of systems that change meanwhile, or have lost something. */
class RunningAuditTest {
  @Test
  void besideLiveTrafficAndSnapshotsNothingIsFound() {
    try (var system = new AuditedSystem(42)) {
      system.write(1_000);
      system.awaitJudged();
      AtomicBoolean over = new AtomicBoolean();
      CompletableFuture<Void> writer =
          CompletableFuture.runAsync(() -> {
            while (!over.get()) {
              system.write(200);
              system.snapshot();
            }
          });

      List<AuditReport> reports = new ArrayList<>();
      try {
        for (int i = 0; i < 4; i++) {
          reports.add(system.audit(AuditedSystem.TOPICS, new From.Earliest()));
          reports.add(system.audit(AuditedSystem.TOPICS, new From.Snapshot()));
        }
      } finally {
        over.set(true);
        writer.join();
      }

      assertThat(reports).allSatisfy(report -> assertThat(report.found()).isEmpty());
      assertThat(reports.getFirst().audited()).isPositive();
    }
  }

  @Test
  void whatRetentionAndCollectionTookAwayIsCountedAndNotMissed() {
    try (var system = new AuditedSystem(43)) {
      system.write(2_000);
      system.awaitJudged();
      system.stopProcessor();
      system.awaitJudged();
      system.snapshot();
      system.goOnWith(AuditedSystem.TOPICS);
      system.write(2_000);
      system.awaitJudged();
      AuditReport whole = system.audit(AuditedSystem.TOPICS, new From.Earliest());

      for (int partition = 0; partition < AuditedSystem.PARTITIONS; partition++) {
        system.truncate(AuditedSystem.TOPICS.accepted(), partition, 300);
        system.truncate(AuditedSystem.TOPICS.rejected(), partition, 10);
      }
      AuditReport withoutOutputs = system.audit(AuditedSystem.TOPICS, new From.Earliest());
      for (int partition = 0; partition < AuditedSystem.PARTITIONS; partition++) {
        system.truncate(AuditedSystem.TOPICS.log(), partition, 100);
      }
      AuditReport withoutLog = system.audit(AuditedSystem.TOPICS, new From.Earliest());

      assertThat(whole.found()).isEmpty();
      assertThat(withoutOutputs.found()).isEmpty();
      assertThat(withoutOutputs.records()).isEqualTo(whole.records());
      assertThat(withoutOutputs.outcomesGone()).isGreaterThan(200);
      assertThat(withoutLog.found()).isEmpty();
      assertThat(withoutLog.audited()).isPositive().isLessThan(whole.records());
    }
  }

  @Test
  void aLostPositionIsNamedAndWhatFollowsIsJudgedByWhatWasTold() {
    try (var system = new AuditedSystem(44)) {
      system.write(1_500);
      system.awaitOutcomes();
      system.stopProcessor();
      ChannelId victim = busiest(system);
      Topics topics =
          system.withUnfoldedFacts(records ->
              records.removeIf(it ->
                  fact(system, it) instanceof Fact.Position(var position, long c)
                      && position.channel().equals(victim)));

      system.goOnWith(topics);
      system.write(1_500);
      system.awaitOutcomes();
      AuditReport report = system.audit(topics, new From.Earliest());

      Set<String> found = new HashSet<>();
      report
          .found()
          .forEach(difference -> {
            assertThat(difference.channel()).isEqualTo(victim);
            found.add(difference.found());
          });
      assertThat(found).anyMatch(it -> it.startsWith("ReestablishRequired CHECKPOINT_MISSING"));
      assertThat(found).noneMatch(it -> it.startsWith("accepted") || it.startsWith("rejected"));
    }
  }

  /** The open channel of the last accepted record. */
  private static ChannelId busiest(AuditedSystem system) {
    ConsumerRecord<byte[], byte[]> last =
        system.read(AuditedSystem.TOPICS.accepted()).stream()
            .filter(record -> LogOffset.read(record.headers()).isPresent())
            .reduce((earlier, later) -> later)
            .orElseThrow();
    return ChannelId.read(last.key(), 0);
  }

  private static Fact fact(AuditedSystem system, ConsumerRecord<byte[], byte[]> record) {
    if (system.codec().decodeFact(record.value()) instanceof Decoded.Value<Fact>(Fact fact)) {
      return fact;
    }
    throw new IllegalStateException("a fact does not decode");
  }
}
