package io.pawl.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pawl.channel.vault.KeyFile;
import io.pawl.channel.vault.SqliteVault;
import io.pawl.channel.vault.VaultUnlock;
import io.pawl.ratchet.Envelope;
import io.pawl.ratchet.Offer;
import io.pawl.ratchet.Reason;
import io.pawl.ratchet.Secret;
import io.pawl.ratchet.SlotChain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;

/** A peer that ends and begins again on its vault. */
@ExtendWith(Broker.Resolver.class)
class ResumeTest {
  @TempDir private Path folder = Path.of("");

  /** One life of a peer: its client, its vault, and the channel that it came back to. */
  private record Life(ChannelClient client, SqliteVault vault, Peer peer) implements AutoCloseable {
    PeerChannel channel() {
      return peer.resume().single().blockOptional(TestDeployment.PATIENCE).orElseThrow();
    }

    /** Ends it as a kill does for the vault: nothing is told to it at the end. */
    @Override
    public void close() {
      client.close();
      vault.close();
    }
  }

  private Path vaultFile() {
    return folder.resolve("vault");
  }

  private Path markFile() {
    return folder.resolve("mark");
  }

  private Life life(TestDeployment deployment, Delivery delivery) {
    var entropy = new PlatformEntropy();
    Path keyFile = folder.resolve("key");
    var unlock = new VaultUnlock.InFile(keyFile);
    if (Files.notExists(vaultFile())) {
      KeyFile.create(keyFile, entropy);
      SqliteVault.create(vaultFile(), markFile(), unlock, entropy);
    }
    SqliteVault vault = SqliteVault.open(vaultFile(), markFile(), unlock, entropy);
    ChannelClient client = deployment.client(delivery);
    return new Life(client, vault, client.peer(vault.identity(), vault));
  }

  private Life life(TestDeployment deployment) {
    return life(deployment, Delivery.ONCE_HANDED_OVER);
  }

  /** A channel from the peer of that life to one that lives on. */
  private static TestDeployment.Pair pair(TestDeployment deployment, Life life) {
    return deployment.pair(life.peer(), deployment.peer(deployment.client()), TestDeployment.SMALL);
  }

  private static void send(PeerChannel channel, List<String> lines) {
    channel.sendAll(Lines.payloads(lines)).blockLast(TestDeployment.PATIENCE);
  }

  @Test
  void bothDirectionsGoOnAndWhatCameMeanwhileIsThere(Broker broker) {
    try (var deployment = TestDeployment.honest(broker, 1)) {
      PeerChannel bob;
      try (Life first = life(deployment)) {
        var pair = pair(deployment, first);
        bob = pair.responder();
        send(pair.initiator(), Lines.of("first", 40));
        send(bob, Lines.of("back", 40));
        assertThat(Lines.received(pair.initiator(), 40)).hasSize(40);
      }
      send(bob, Lines.of("away", 40));

      try (Life second = life(deployment)) {
        PeerChannel alice = second.channel();
        assertThat(alice.state()).isEqualTo(ChannelState.OPEN);
        send(alice, Lines.of("second", 40));
        send(bob, Lines.of("again", 10));

        assertThat(Lines.received(bob, 40)).isEqualTo(Lines.of("first", 40));
        assertThat(Lines.received(bob, 40)).isEqualTo(Lines.of("second", 40));
        assertThat(Lines.received(alice, 40)).isEqualTo(Lines.of("away", 40));
        assertThat(Lines.received(alice, 10)).isEqualTo(Lines.of("again", 10));
      }
      assertThat(Reuse.in(deployment.processor().log(Envelope.class))).isEmpty();
    }
  }

  @Test
  void transitionsThatAreReadAgainAreNotTakenForForgeries(Broker broker) {
    try (var deployment = TestDeployment.honest(broker, 1)) {
      try (Life first = life(deployment)) {
        PeerChannel alice = pair(deployment, first).initiator();
        assertThat(alice.rekey(2, Reason.ROUTINE).block(TestDeployment.PATIENCE)).isEqualTo(2);
        send(alice, Lines.of("second", 3));
      }

      try (Life second = life(deployment)) {
        PeerChannel alice = second.channel();
        // It is read after all that stood in the log before.
        assertThat(alice.rekey(3, Reason.ROUTINE).block(TestDeployment.PATIENCE)).isEqualTo(3);
      }
      assertThat(deployment.count("pawl.channel.ignored", "why", "FORGED")).isZero();
    }
  }

  @Test
  void whatIsNotAcknowledgedComesAgainAndNothingElseDoes(Broker broker) {
    try (var deployment = TestDeployment.honest(broker, 2)) {
      List<String> lines = Lines.of("line", 100);
      try (Life first = life(deployment, Delivery.ONCE_ACKNOWLEDGED)) {
        var pair =
            deployment.pair(
                deployment.peer(deployment.client()), first.peer(), TestDeployment.SMALL);
        send(pair.initiator(), lines);
        List<Message> messages =
            pair.responder()
                .receive()
                .take(70)
                .collectList()
                .blockOptional(TestDeployment.PATIENCE)
                .orElseThrow();
        pair.responder().acknowledge(messages.get(10)).block(TestDeployment.PATIENCE);
        pair.responder().acknowledge(messages.get(41)).block(TestDeployment.PATIENCE);
      }

      try (Life second = life(deployment, Delivery.ONCE_ACKNOWLEDGED)) {
        PeerChannel bob = second.channel();
        assertThat(Lines.received(bob, 58)).isEqualTo(lines.subList(42, 100));
      }
    }
  }

  @Test
  void whoAcknowledgesNothingStandsStillAtTheLimitAndGoesOnAfterwards(Broker broker) {
    try (var deployment = TestDeployment.honest(broker, 3)) {
      var limits = new ChannelLimits(8, 1 << 20, 64, 1 << 20, 64);
      var client = deployment.client(limits, Delivery.ONCE_ACKNOWLEDGED);
      var pair = deployment.pair(client, TestDeployment.SMALL);
      List<String> lines = Lines.of("line", 60);
      List<Message> received = new ArrayList<>();
      pair.responder().receive().subscribe(received::add);
      send(pair.initiator(), lines);
      await().atMost(TestDeployment.PATIENCE).until(() -> received.size() == 8);

      while (received.size() < lines.size()) {
        int before = received.size();
        pair.responder().acknowledge(received.getLast()).block(TestDeployment.PATIENCE);
        await().atMost(TestDeployment.PATIENCE).until(() -> received.size() > before);
      }

      assertThat(received.stream().map(Lines::text)).isEqualTo(lines);
    }
  }

  @Test
  void othersOfThePartitionGetNothingTwice(Broker broker) {
    try (var deployment = TestDeployment.honest(broker, 4)) {
      PeerChannel bob;
      try (Life first = life(deployment)) {
        var pair = pair(deployment, first);
        bob = pair.responder();
      }
      send(bob, Lines.of("away", 100));

      try (Life second = life(deployment)) {
        // Read at its end already, by another peer of that client, and from an end to be moved.
        Peer carol = deployment.peer(second.client());
        Peer dave = deployment.peer(deployment.client());
        var other = deployment.pair(carol, dave, TestDeployment.SMALL);
        while (partition(other.initiator()) != partition(bob)) {
          other = deployment.pair(carol, dave, TestDeployment.SMALL);
        }
        List<String> lines = Lines.of("other", 300);
        var received =
            other.initiator().receive().take(300).map(Lines::text).collectList().toFuture();
        var sent = other.responder().sendAll(Lines.payloads(lines)).collectList().toFuture();
        PeerChannel alice = second.channel();

        assertThat(Lines.received(alice, 100)).isEqualTo(Lines.of("away", 100));
        assertThat(sent).succeedsWithin(TestDeployment.PATIENCE);
        assertThat(received).succeedsWithin(TestDeployment.PATIENCE).isEqualTo(lines);
        assertThat(deployment.count("pawl.channel.refused", "code", "REPLAYED")).isZero();
      }
    }
  }

  private static int partition(PeerChannel channel) {
    return channel.id().partition(TestDeployment.PARTITIONS);
  }

  @Test
  void aRestoredVaultSealsNothingBeforeTheNextEpochAndStillReceives(Broker broker)
      throws IOException {
    try (var deployment = TestDeployment.honest(broker, 5)) {
      PeerChannel bob;
      byte[] copy;
      try (Life first = life(deployment)) {
        var pair = pair(deployment, first);
        bob = pair.responder();
        copy = Files.readAllBytes(vaultFile());
        send(pair.initiator(), Lines.of("line", 100));
      }
      Files.write(vaultFile(), copy);
      send(bob, Lines.of("to a copy", 10));

      try (Life second = life(deployment, Delivery.ONCE_ACKNOWLEDGED)) {
        heals(second.channel(), bob);
      }
      try (Life third = life(deployment, Delivery.ONCE_ACKNOWLEDGED)) {
        assertThat(Lines.received(third.channel(), 10)).isEqualTo(Lines.of("to a copy", 10));
      }
      assertThat(Reuse.in(deployment.processor().log(Envelope.class))).isEmpty();
    }
  }

  /** What is sent waits for the next epoch, and arrives. */
  private static void heals(PeerChannel channel, PeerChannel partner) {
    Sent sent = channel.send(Lines.payload("healed")).block(TestDeployment.PATIENCE);
    assertThat(sent).extracting(healed -> healed.position().epoch()).isEqualTo(2);
    assertThat(
            partner
                .receive()
                .map(Lines::text)
                .filter("healed"::equals)
                .next()
                .block(TestDeployment.PATIENCE))
        .isEqualTo("healed");
    assertThat(channel.state()).isEqualTo(ChannelState.OPEN);
    assertThat(channel.health().epoch()).isEqualTo(partner.health().epoch());
  }

  @Test
  void aCopyThatCameBackWithItsMarkIsToldByTheLog(Broker broker) throws IOException {
    try (var deployment = TestDeployment.honest(broker, 6)) {
      byte[] copy;
      byte[] mark;
      PeerChannel bob;
      try (Life first = life(deployment)) {
        var pair = pair(deployment, first);
        bob = pair.responder();
        send(pair.initiator(), Lines.of("line", 10));
        copy = Files.readAllBytes(vaultFile());
        mark = Files.readAllBytes(markFile());
        send(pair.initiator(), Lines.of("line", 100));
      }
      Files.write(vaultFile(), copy);
      Files.write(markFile(), mark);

      try (Life second = life(deployment)) {
        heals(second.channel(), bob);
      }
    }
  }

  @Test
  void slotsThatWereClaimedAndNeverUsedMayNotRunAhead(Broker broker) {
    try (var deployment = TestDeployment.honest(broker, 7)) {
      PeerChannel bob;
      try (Life first = life(deployment)) {
        var pair = pair(deployment, first);
        bob = pair.responder();
        int ahead = TestDeployment.SMALL.slotLookahead();
        SlotChain anywhere = SlotChain.at(ahead + 1, Secret.owning(new byte[32]));
        first
            .vault()
            .claim(pair.initiator().id(), 1, ahead, anywhere, new Vault.Logged(0, -1))
            .block();
      }

      try (Life second = life(deployment)) {
        heals(second.channel(), bob);
      }
    }
  }

  @Test
  void aLogThatNoLongerReachesBackCostsNoEpochHoweverManySlotsWereBegun(Broker broker)
      throws Exception {
    try (var deployment = TestDeployment.honest(broker, 11)) {
      PeerChannel bob;
      try (Life first = life(deployment)) {
        var pair = pair(deployment, first);
        bob = pair.responder();
        send(pair.initiator(), Lines.of("line", 200));
        assertThat(Lines.received(bob, 200)).hasSize(200);
      }

      for (int life = 0; life <= TestDeployment.SMALL.slotLookahead(); life++) {
        deployment.collect(partition(bob));
        try (Life next = life(deployment)) {
          PeerChannel alice = next.channel();
          assertThat(alice.state()).isEqualTo(ChannelState.OPEN);
          Sent sent = alice.send(Lines.payload("again")).block(TestDeployment.PATIENCE);
          assertThat(sent).extracting(it -> it.position().epoch()).isEqualTo(1);
          assertThat(Lines.received(bob, 1)).containsExactly("again");
        }
      }
    }
  }

  @Test
  void aPeerThatWasClosedWhileItsChannelsCameBackReadsNothing(Broker broker) {
    try (var deployment = TestDeployment.honest(broker, 12)) {
      try (Life first = life(deployment)) {
        pair(deployment, first);
      }

      try (Life second = life(deployment)) {
        second.peer().close();

        PeerChannel alice = second.channel();

        assertThat(alice.state()).isEqualTo(ChannelState.DETACHED);
        assertThat(second.client().intake(alice.id()).position()).isZero();
      }
    }
  }

  @Test
  void anOpenThatWasUnderWayGoesOn(Broker broker) {
    try (var deployment = TestDeployment.honest(broker, 8)) {
      Peer bob = deployment.peer(deployment.client());
      try (Life first = life(deployment)) {
        first.peer().open(bob.identity(), TestDeployment.SMALL).subscribe(c -> {}, e -> {});
        await()
            .atMost(TestDeployment.PATIENCE)
            .until(() -> !deployment.processor().log(Offer.class).isEmpty());
        // Before the client, which would tidy up: a kill does not.
        first.vault().close();
      }

      try (Life second = life(deployment)) {
        assertThat(second.peer().resume().collectList().block(TestDeployment.PATIENCE)).isEmpty();
        var opened = second.peer().opening().next().toFuture();
        PeerChannel theirs =
            bob.invitations().next().flatMap(Invitation::accept).block(TestDeployment.PATIENCE);
        assertThat(opened).succeedsWithin(TestDeployment.PATIENCE);
        send(opened.join(), Lines.of("line", 3));
        assertThat(Lines.received(Objects.requireNonNull(theirs), 3))
            .isEqualTo(Lines.of("line", 3));
      }
    }
  }

  @Test
  void anOpenThatWasDeclinedMeanwhileIsForgotten(Broker broker) {
    try (var deployment = TestDeployment.honest(broker, 10)) {
      Peer bob = deployment.peer(deployment.client());
      try (Life first = life(deployment)) {
        first.peer().open(bob.identity(), TestDeployment.SMALL).subscribe(c -> {}, e -> {});
        await()
            .atMost(TestDeployment.PATIENCE)
            .until(() -> !deployment.processor().log(Offer.class).isEmpty());
        first.vault().close();
      }
      bob.invitations().next().flatMap(Invitation::decline).block(TestDeployment.PATIENCE);

      try (Life second = life(deployment)) {
        assertThat(second.peer().resume().collectList().block(TestDeployment.PATIENCE)).isEmpty();
        await()
            .atMost(TestDeployment.PATIENCE)
            .until(() -> Mono.from(second.vault().holdings()).blockOptional().isEmpty());
      }
    }
  }

  @Test
  void aChannelThatWasClosedMeanwhileEndsAndIsForgotten(Broker broker) {
    try (var deployment = TestDeployment.honest(broker, 9)) {
      PeerChannel bob;
      try (Life first = life(deployment)) {
        var pair = pair(deployment, first);
        bob = pair.responder();
      }
      send(bob, Lines.of("last", 5));
      bob.close().block(TestDeployment.PATIENCE);

      try (Life second = life(deployment)) {
        PeerChannel alice = second.channel();
        assertThat(alice.receive().map(Lines::text).collectList().block(TestDeployment.PATIENCE))
            .isEqualTo(Lines.of("last", 5));
        await()
            .atMost(TestDeployment.PATIENCE)
            .until(() -> Mono.from(second.vault().holdings()).blockOptional().isEmpty());
      }
    }
  }
}
