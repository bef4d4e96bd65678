package io.pawl.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pawl.channel.Refresh.When;
import io.pawl.channel.vault.KeyFile;
import io.pawl.channel.vault.SqliteVault;
import io.pawl.channel.vault.VaultUnlock;
import io.pawl.ratchet.Envelope;
import io.pawl.ratchet.Kind;
import io.pawl.ratchet.Offer;
import io.pawl.ratchet.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Channels that get new keys because they are little used. */
@ExtendWith(Broker.Resolver.class)
class RefreshTest {
  private static final Duration PATIENCE = TestDeployment.PATIENCE;

  /** Silent for longer than that before every send: so no clock has to be waited for. */
  private static final Refresh BEFORE_EVERY_SEND =
      new Refresh(Duration.ofNanos(1), 0, When.BEFORE_SEND);

  @TempDir private Path folder = Path.of("");

  private static TestDeployment.Pair pair(TestDeployment deployment, Refresh ofInitiator) {
    Peer alice = deployment.peer(deployment.client());
    return pair(alice, deployment.peer(deployment.client()), ofInitiator);
  }

  private static TestDeployment.Pair pair(Peer alice, Peer bob, Refresh ofInitiator) {
    var opened =
        alice.open(bob.identity(), TestDeployment.SMALL, ofInitiator, channel -> {}).toFuture();
    PeerChannel answered =
        bob.invitations().next().flatMap(Invitation::accept).blockOptional(PATIENCE).orElseThrow();
    assertThat(opened).succeedsWithin(PATIENCE);
    return new TestDeployment.Pair(opened.join(), answered);
  }

  private static List<Kind> offered(TestDeployment deployment) {
    return deployment.processor().log(Offer.class).stream().map(Offer::kind).toList();
  }

  @Test
  void aChannelWithoutMessagesIsBumpedOnceUntilTheNextOne(Broker broker) {
    try (var deployment = TestDeployment.honest(broker, 69)) {
      var client = deployment.client(Refresh.after(Duration.ofMillis(100)));
      var pair = deployment.pair(client, TestDeployment.SMALL);

      await()
          .atMost(PATIENCE)
          .until(() -> pair.initiator().epoch() == 2 && pair.responder().epoch() == 2);
      pair.initiator().send(new byte[1]).block(PATIENCE);
      await()
          .atMost(PATIENCE)
          .until(() -> pair.initiator().epoch() >= 3 && pair.responder().epoch() >= 3);

      assertThat(offered(deployment)).doesNotContain(Kind.REKEY);
    }
  }

  @Test
  void aMessageAfterSilenceIsSealedWithNewKeys(Broker broker) {
    try (var deployment = TestDeployment.honest(broker, 140)) {
      var pair = pair(deployment, BEFORE_EVERY_SEND);

      Sent first =
          pair.initiator().send(Lines.payload("one")).blockOptional(PATIENCE).orElseThrow();
      assertThat(Lines.received(pair.responder(), 1)).containsExactly("one");
      pair.responder().send(Lines.payload("back")).block(PATIENCE);
      assertThat(Lines.received(pair.initiator(), 1)).containsExactly("back");
      Sent second =
          pair.initiator().send(Lines.payload("two")).blockOptional(PATIENCE).orElseThrow();

      assertThat(first.position().epoch()).isEqualTo(2);
      assertThat(second.position().epoch()).isEqualTo(3);
      assertThat(Lines.received(pair.responder(), 1)).containsExactly("two");
      assertThat(offered(deployment)).containsExactly(Kind.OPEN, Kind.BUMP, Kind.BUMP);
    }
  }

  @Test
  void aPartnerThatIsAwayHoldsNoMessageUp(Broker broker) {
    try (var deployment = TestDeployment.honest(broker, 141)) {
      Peer bob = deployment.peer(deployment.client());
      var pair = pair(deployment.peer(deployment.client()), bob, BEFORE_EVERY_SEND);
      bob.close();

      Sent sent = pair.initiator().send(Lines.payload("one")).blockOptional(PATIENCE).orElseThrow();
      pair.initiator().send(Lines.payload("two")).block(PATIENCE);

      assertThat(sent.position().epoch()).isEqualTo(1);
      await().atMost(PATIENCE).until(() -> deployment.processor().log(Envelope.class).size() == 2);
      assertThat(offered(deployment)).containsExactly(Kind.OPEN, Kind.BUMP);
    }
  }

  @Test
  void whoOnlyListensGetsNewKeysByThePartnersMessages(Broker broker) {
    try (var deployment = TestDeployment.honest(broker, 142)) {
      var pair = pair(deployment, new Refresh(Duration.ZERO, 20, When.BACKGROUND));
      List<String> lines = Lines.of("line", 20);
      pair.responder().sendAll(Lines.payloads(lines.subList(0, 19))).blockLast(PATIENCE);
      assertThat(Lines.received(pair.initiator(), 19)).hasSize(19);
      assertThat(pair.initiator().epoch()).isEqualTo(1);

      pair.responder().send(Lines.payload(lines.getLast())).block(PATIENCE);

      await()
          .atMost(PATIENCE)
          .until(() -> pair.initiator().epoch() == 2 && pair.responder().epoch() == 2);
      assertThat(offered(deployment)).containsExactly(Kind.OPEN, Kind.BUMP);
    }
  }

  private SqliteVault vault() {
    var entropy = new PlatformEntropy();
    var unlock = new VaultUnlock.InFile(folder.resolve("key"));
    if (Files.notExists(folder.resolve("vault"))) {
      KeyFile.create(folder.resolve("key"), entropy);
      SqliteVault.create(folder.resolve("vault"), folder.resolve("mark"), unlock, entropy);
    }
    return SqliteVault.open(folder.resolve("vault"), folder.resolve("mark"), unlock, entropy);
  }

  @Test
  void whatWasSaidAtTheOpeningHoldsForAChannelThatComesBack(Broker broker) {
    try (var deployment = TestDeployment.honest(broker, 143)) {
      PeerChannel bob;
      try (SqliteVault vault = vault();
          ChannelClient client = deployment.client()) {
        Peer alice = client.peer(vault.identity(), vault);
        var pair = pair(alice, deployment.peer(deployment.client()), BEFORE_EVERY_SEND);
        bob = pair.responder();
        // Of another epoch too.
        pair.initiator().rekey(2, Reason.ROUTINE).block(PATIENCE);
      }

      try (SqliteVault vault = vault();
          ChannelClient client = deployment.client()) {
        PeerChannel alice =
            client
                .peer(vault.identity(), vault)
                .resume()
                .single()
                .blockOptional(PATIENCE)
                .orElseThrow();
        assertThat(alice.refresh()).isEqualTo(BEFORE_EVERY_SEND);
        Sent sent = alice.send(Lines.payload("back")).blockOptional(PATIENCE).orElseThrow();

        assertThat(sent.position().epoch()).isGreaterThanOrEqualTo(2);
        assertThat(Lines.received(bob, 1)).containsExactly("back");
        await().atMost(PATIENCE).until(() -> offered(deployment).contains(Kind.BUMP));
      }
    }
  }

  @Test
  void whereNothingWasSaidTheClientsSettingHolds(Broker broker) {
    try (var deployment = TestDeployment.honest(broker, 144)) {
      Peer alice = deployment.peer(deployment.client(BEFORE_EVERY_SEND));
      Peer bob = deployment.peer(deployment.client(BEFORE_EVERY_SEND));
      var opened = alice.open(bob.identity(), TestDeployment.SMALL).toFuture();
      PeerChannel accepted =
          bob.invitations()
              .next()
              .flatMap(invitation -> invitation.accept(Refresh.NEVER))
              .blockOptional(PATIENCE)
              .orElseThrow();

      assertThat(opened).succeedsWithin(PATIENCE);
      assertThat(opened.join().refresh()).isEqualTo(BEFORE_EVERY_SEND);
      assertThat(accepted.refresh()).isEqualTo(Refresh.NEVER);
    }
  }
}
