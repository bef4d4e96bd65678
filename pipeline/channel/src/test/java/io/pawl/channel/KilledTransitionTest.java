package io.pawl.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pawl.ratchet.Envelope;
import io.pawl.ratchet.Kind;
import io.pawl.ratchet.Offer;
import io.pawl.ratchet.Reason;
import io.pawl.ratchet.SigningKey;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;

/** A peer that dies around any write to its vault while its channel changes its epoch. */
@ExtendWith(Broker.Resolver.class)
class KilledTransitionTest {
  /** More than either side of a transition makes, so that the last deaths come after it. */
  private static final int WRITES = 6;

  private static Stream<Arguments> deaths() {
    List<Arguments> deaths = new ArrayList<>();
    for (int writes = 0; writes < WRITES; writes++) {
      for (boolean after : new boolean[] {false, true}) {
        deaths.add(Arguments.of(Kind.REKEY, true, writes, after));
        deaths.add(Arguments.of(Kind.REKEY, false, writes, after));
        deaths.add(Arguments.of(Kind.BUMP, writes % 2 == 0, writes, after));
      }
    }
    return deaths.stream();
  }

  @ParameterizedTest(name = "{0}, dies offering: {1}, at write {2}, which is kept: {3}")
  @MethodSource("deaths")
  void theTransitionGoesOnAndNothingIsLost(
      Kind kind, boolean offering, int writes, boolean after, Broker broker) {
    try (var deployment = TestDeployment.honest(broker, 80 + writes)) {
      var disk = new MemoryVault();
      SigningKey identity = deployment.identity();
      var client = deployment.client();
      var vault = new FusedVault(disk);
      Peer first = client.peer(identity, vault);
      var pair = deployment.pair(first, deployment.peer(deployment.client()), TestDeployment.SMALL);
      PeerChannel bob = pair.responder();
      List<String> atBob = new CopyOnWriteArrayList<>();
      bob.receive().map(Lines::text).subscribe(atBob::add);
      pair.initiator().send(Lines.payload("before")).block(TestDeployment.PATIENCE);

      vault.light(writes, after);
      begin(kind, offering ? pair.initiator() : bob).subscribe(epoch -> {}, error -> {});
      await()
          .atMost(TestDeployment.PATIENCE)
          .until(() -> vault.isDead() || pair.initiator().epoch() == 2);
      first.close();

      Peer second = client.peer(identity, disk);
      PeerChannel alice =
          second.resume().single().blockOptional(TestDeployment.PATIENCE).orElseThrow();
      List<String> atAlice = new CopyOnWriteArrayList<>();
      alice.receive().map(Lines::text).subscribe(atAlice::add);
      alice.send(Lines.payload("after")).block(TestDeployment.PATIENCE);
      bob.send(Lines.payload("back")).block(TestDeployment.PATIENCE);
      await()
          .atMost(TestDeployment.PATIENCE)
          .until(() -> atBob.contains("after") && atAlice.contains("back"));
      assertThat(atBob).containsExactly("before", "after");
      if (deployment.processor().log(Offer.class).size() > 1) {
        await().atMost(TestDeployment.PATIENCE).until(() -> alice.epoch() == 2 && bob.epoch() == 2);
      }
      assertThat(Reuse.in(deployment.processor().log(Envelope.class))).isEmpty();
      assertThat(alice.state()).isEqualTo(ChannelState.OPEN);
    }
  }

  private static Mono<Integer> begin(Kind kind, PeerChannel channel) {
    return kind == Kind.BUMP ? channel.bump() : channel.rekey(2, Reason.ROUTINE);
  }
}
