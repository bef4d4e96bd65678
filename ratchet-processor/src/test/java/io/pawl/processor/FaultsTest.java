package io.pawl.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pawl.compose.broker.BrokerSettings;
import io.pawl.compose.broker.EmbeddedKafka;
import io.pawl.stream.LaneDead;
import io.pawl.stream.LaneSettings;
import io.pawl.stream.LaneState;
import io.pawl.stream.TransactionalSink;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What passes is waited for; what does not ends the processor with a reason. */
class FaultsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path folder = Path.of("");

  private static boolean allLive(RatchetProcessor processor) {
    return processor.states().size() == Deployment.PARTITIONS
        && processor.states().values().stream().allMatch(LaneState.Live.class::isInstance);
  }

  @Test
  void aBrokerThatIsAwayIsWaitedForAndNoOutcomeIsLostOrRepeated() {
    var random = new SplittableRandom(11);
    BrokerSettings settings = BrokerSettings.temporary().in(folder);
    EmbeddedKafka broker = EmbeddedKafka.start(settings);
    try (Deployment deployment = new Deployment(broker);
        RatchetProcessor processor =
            deployment.processor(LaneSettings.DEFAULT, new SimpleMeterRegistry())) {
      List<Conversation> conversations = RatchetProcessorTest.open(deployment, 5, random);
      RatchetProcessorTest.writeTraffic(deployment, conversations, 500, random);
      deployment.awaitJudged();
      RatchetProcessorTest.writeTraffic(deployment, conversations, 500, random);

      broker.close();
      broker = EmbeddedKafka.start(settings.onPort(broker.port()));
      RatchetProcessorTest.writeTraffic(deployment, conversations, 500, random);

      deployment.awaitJudged();
      Outcomes.assertOneEach(deployment);
      await().atMost(PATIENCE).until(() -> allLive(processor));
    } finally {
      broker.close();
    }
  }

  @Test
  void aLaneThatIsFencedThoughItsPartitionIsItsOwnBeginsAgain() {
    var random = new SplittableRandom(12);
    var meters = new SimpleMeterRegistry();
    try (EmbeddedKafka broker = EmbeddedKafka.start();
        Deployment deployment = new Deployment(broker);
        RatchetProcessor _ = deployment.processor(LaneSettings.DEFAULT, meters)) {
      List<Conversation> conversations = RatchetProcessorTest.open(deployment, 5, random);
      deployment.awaitJudged();

      for (int partition = 0; partition < Deployment.PARTITIONS; partition++) {
        try (TransactionalSink usurper = deployment.usurper(partition)) {
          usurper.initialise();
        }
      }
      RatchetProcessorTest.writeTraffic(deployment, conversations, 500, random);
      deployment.awaitJudged();

      Outcomes.assertOneEach(deployment);
      assertThat(meters.get("pawl.lane.commit.failures").tag("kind", "fenced").counter().count())
          .isEqualTo(Deployment.PARTITIONS);
    }
  }

  private static EmbeddedKafka startWithRights() {
    return EmbeddedKafka.start(
        BrokerSettings.temporary()
            .with(
                "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer")
            .with("allow.everyone.if.no.acl.found", "true"));
  }

  private static void deny(
      Deployment deployment, ResourceType type, String name, AclOperation operation) {
    try (Admin admin = Admin.create(deployment.client())) {
      admin
          .createAcls(
              List.of(
                  new AclBinding(
                      new ResourcePattern(type, name, PatternType.LITERAL),
                      new AccessControlEntry(
                          "User:ANONYMOUS", "*", operation, AclPermissionType.DENY))))
          .all()
          .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aLaneThatMayNotWriteEndsTheProcessor() {
    try (EmbeddedKafka broker = startWithRights();
        Deployment deployment = new Deployment(broker);
        RatchetProcessor processor =
            deployment.processor(LaneSettings.DEFAULT, new SimpleMeterRegistry())) {
      await().atMost(PATIENCE).until(() -> allLive(processor));
      deny(
          deployment,
          ResourceType.TRANSACTIONAL_ID,
          deployment.transactionalId(1),
          AclOperation.WRITE);

      deployment.write(1, null, new byte[] {1});

      assertThatThrownBy(() -> processor.ended().block(PATIENCE))
          .isInstanceOf(LaneDead.class)
          .hasMessageContaining(deployment.topics().log() + "-1 cannot go on")
          .hasMessageContaining("uthoriz");
    }
  }

  @Test
  void aProcessorThatMayNotReadTheLogEnds() {
    try (EmbeddedKafka broker = startWithRights();
        Deployment deployment = new Deployment(broker);
        RatchetProcessor processor =
            deployment.processor(LaneSettings.DEFAULT, new SimpleMeterRegistry())) {
      await().atMost(PATIENCE).until(() -> allLive(processor));

      deny(deployment, ResourceType.TOPIC, deployment.topics().log(), AclOperation.READ);

      assertThatThrownBy(() -> processor.ended().block(PATIENCE))
          .isInstanceOf(TopicAuthorizationException.class);
    }
  }
}
