package io.pawl.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pawl.channel.vault.KeyFile;
import io.pawl.channel.vault.SqliteVault;
import io.pawl.channel.vault.VaultUnlock;
import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Envelope;
import io.pawl.ratchet.Event;
import io.pawl.ratchet.Handshake;
import io.pawl.ratchet.Kind;
import io.pawl.ratchet.Offer;
import io.pawl.ratchet.Reason;
import io.pawl.ratchet.Secret;
import io.pawl.ratchet.SigningKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Channels that a peer's vault does not know. */
@ExtendWith(Broker.Resolver.class)
class LostChannelsTest {
  private static final Duration PATIENCE = TestDeployment.PATIENCE;

  @TempDir private Path folder = Path.of("");

  private final PlatformEntropy entropy = new PlatformEntropy();

  private VaultUnlock unlock() {
    return new VaultUnlock.InFile(folder.resolve("key"));
  }

  private Path file() {
    return folder.resolve("vault");
  }

  private Path mark() {
    return folder.resolve("mark");
  }

  private SqliteVault open() {
    return SqliteVault.open(file(), mark(), unlock(), entropy);
  }

  @BeforeEach
  void makeKey() {
    KeyFile.create(folder.resolve("key"), entropy);
  }

  /** Resumes, until nothing is missing any more; gives the channels that came late. */
  private static Queue<PeerChannel> resumed(Peer peer, SqliteVault vault) {
    Queue<PeerChannel> late = new ConcurrentLinkedQueue<>();
    peer.opening().subscribe(late::add);
    peer.resume().blockLast(PATIENCE);
    await().atMost(PATIENCE).until(() -> !vault.isIncomplete());
    return late;
  }

  /** Both directions work, though what was sent in the epoch before is lost to that end. */
  private static void talk(PeerChannel recovered, PeerChannel partner) {
    recovered.send(Lines.payload("back again")).block(PATIENCE);
    partner.send(Lines.payload("welcome")).block(PATIENCE);
    assertThat(
            partner.receive().map(Lines::text).filter("back again"::equals).next().block(PATIENCE))
        .isNotNull();
    assertThat(Lines.received(recovered, 1)).containsExactly("welcome");
  }

  @Test
  void aVaultFromBeforeAChannelWasOpenedTakesItUpByItself(Broker broker) throws IOException {
    try (var deployment = TestDeployment.honest(broker, 160)) {
      SqliteVault.create(file(), mark(), unlock(), entropy);
      Peer bob = deployment.peer(deployment.client());
      TestDeployment.Pair known;
      TestDeployment.Pair unknown;
      byte[] copy;
      try (SqliteVault vault = open();
          ChannelClient client = deployment.client()) {
        Peer alice = client.peer(vault.identity(), vault);
        known = deployment.pair(alice, bob, TestDeployment.SMALL);
        copy = Files.readAllBytes(file());
        unknown = deployment.pair(bob, alice, TestDeployment.SMALL);
        unknown.responder().send(Lines.payload("first")).block(PATIENCE);
        unknown.initiator().rekey(2, Reason.ROUTINE).block(PATIENCE);
        unknown.responder().send(Lines.payload("second")).block(PATIENCE);
        var closed = deployment.pair(alice, bob, TestDeployment.SMALL);
        closed.initiator().close().block(PATIENCE);
        bob.open(alice.identity(), TestDeployment.SMALL).subscribe(open -> {}, error -> {});
        await().atMost(PATIENCE).until(() -> deployment.processor().pending() == 1);
      }
      Files.write(file(), copy);

      try (SqliteVault vault = open();
          ChannelClient client = deployment.client()) {
        Peer alice = client.peer(vault.identity(), vault);
        Queue<PeerChannel> late = resumed(alice, vault);

        // Neither the one that it knows, nor the closed one, nor the one it has not answered.
        assertThat(late).extracting(PeerChannel::id).containsExactly(unknown.responder().id());
        PeerChannel taken = late.remove();
        talk(taken, unknown.initiator());
        assertThat(taken.epoch()).isEqualTo(3);
        assertThat(known.responder().state()).isEqualTo(ChannelState.OPEN);
        assertThat(deployment.count("pawl.channel.healing", "cause", "VAULT_LOST")).isEqualTo(1);
      }
      assertThat(Reuse.in(deployment.processor().log(Envelope.class))).isEmpty();
      try (SqliteVault vault = open();
          ChannelClient client = deployment.client()) {
        // From now on the vault knows it.
        assertThat(vault.isIncomplete()).isFalse();
        assertThat(
                client
                    .peer(vault.identity(), vault)
                    .resume()
                    .map(PeerChannel::id)
                    .collectList()
                    .block(PATIENCE))
            .containsExactlyInAnyOrder(unknown.responder().id(), known.initiator().id());
      }
    }
  }

  @Test
  void aNewVaultForAnOldIdentityTakesUpAllItsChannels(Broker broker) {
    try (var deployment = TestDeployment.honest(broker, 161)) {
      Secret seed = deployment.secret();
      ChannelClient client = deployment.client();
      Peer before = client.peer(SigningKey.fromSeed(seed.copy()), new MemoryVault());
      Peer bob = deployment.peer(deployment.client());
      var one = deployment.pair(before, bob, TestDeployment.SMALL);
      var other = deployment.pair(bob, before, TestDeployment.SMALL);
      before.close();

      SqliteVault.create(file(), mark(), unlock(), seed, entropy);
      try (SqliteVault vault = open()) {
        Peer alice = client.peer(vault.identity(), vault);
        Queue<PeerChannel> late = resumed(alice, vault);

        assertThat(late)
            .extracting(PeerChannel::id)
            .containsExactlyInAnyOrder(one.initiator().id(), other.initiator().id());
        for (PeerChannel taken : late) {
          talk(
              taken, taken.id().equals(one.responder().id()) ? one.responder() : other.initiator());
        }
        alice.close();
      }
    }
  }

  @Test
  void bothEndsOfAChannelMayHaveLostTheirVaultsTogether(Broker broker) {
    try (var deployment = TestDeployment.honest(broker, 163)) {
      List<Secret> seeds = List.of(deployment.secret(), deployment.secret());
      ChannelClient client = deployment.client();
      Peer initiator = client.peer(SigningKey.fromSeed(seeds.get(0).copy()), new MemoryVault());
      Peer responder = client.peer(SigningKey.fromSeed(seeds.get(1).copy()), new MemoryVault());
      var before = deployment.pair(initiator, responder, TestDeployment.SMALL);
      before.initiator().send(Lines.payload("before")).block(PATIENCE);
      initiator.close();
      responder.close();

      SqliteVault.create(file(), mark(), unlock(), seeds.get(0), entropy);
      Path otherFile = folder.resolve("other vault");
      Path otherMark = folder.resolve("other mark");
      SqliteVault.create(otherFile, otherMark, unlock(), seeds.get(1), entropy);
      try (SqliteVault vault = open();
          SqliteVault otherVault = SqliteVault.open(otherFile, otherMark, unlock(), entropy)) {
        Peer alice = client.peer(vault.identity(), vault);
        Peer bob = client.peer(otherVault.identity(), otherVault);
        var atBob = bob.opening().next().toFuture();
        bob.resume().blockLast(PATIENCE);

        PeerChannel taken = resumed(alice, vault).remove();
        assertThat(atBob).succeedsWithin(PATIENCE);
        talk(taken, atBob.join());
        assertThat(Reuse.in(deployment.processor().log(Envelope.class))).isEmpty();
        client.close();
      }
    }
  }

  @Test
  void aChannelIsTakenUpOnlyIfThisIdentityHasAgreedToIt(Broker broker) throws Exception {
    try (var deployment = TestDeployment.honest(broker, 162)) {
      Secret seed = deployment.secret();
      SqliteVault.create(file(), mark(), unlock(), seed, entropy);
      Peer bob = deployment.peer(deployment.client());
      try (SqliteVault vault = open();
          ChannelClient client = deployment.client()) {
        Peer alice = client.peer(vault.identity(), vault);
        bob.open(alice.identity(), TestDeployment.SMALL).subscribe(open -> {}, error -> {});
        await().atMost(PATIENCE).until(() -> deployment.processor().pending() == 1);
        Offer offer = deployment.processor().log(Offer.class).getFirst();
        deployment.inject(List.of(activated(deployment, offer)));

        assertThat(resumed(alice, vault)).isEmpty();
        assertThat(vault.holdings().collectList().block(PATIENCE)).isEmpty();
      }
    }
  }

  /** As a processor would say that has not seen an answer. */
  private static ProducerRecord<byte[], byte[]> activated(TestDeployment deployment, Offer offer) {
    ChannelId channel = offer.channel();
    var event =
        new Event.Activated(
            channel, 1, Kind.OPEN, Handshake.offerId(offer), Bytes.wrap(new byte[32]), 5);
    return new ProducerRecord<>(
        deployment.topics().accepted(),
        channel.partition(TestDeployment.PARTITIONS),
        channel.toBytes(),
        deployment.codec().encode(event));
  }
}
