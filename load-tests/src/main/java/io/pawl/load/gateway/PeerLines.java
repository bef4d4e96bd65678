package io.pawl.load.gateway;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pawl.channel.ChannelClient;
import io.pawl.channel.ClientSettings;
import io.pawl.channel.Delivery;
import io.pawl.channel.Invitation;
import io.pawl.channel.Message;
import io.pawl.channel.Peer;
import io.pawl.channel.PeerChannel;
import io.pawl.channel.PlatformEntropy;
import io.pawl.channel.vault.KeyFile;
import io.pawl.channel.vault.SqliteVault;
import io.pawl.channel.vault.VaultUnlock;
import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.Entropy;
import io.pawl.ratchet.Policy;
import io.pawl.stream.Topics;
import io.pawl.stream.codec.Codec;
import io.pawl.stream.registry.SchemaRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Flux;

/** Channels of peers in this process, with durable vaults, as a Java service has them. */
final class PeerLines implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Offers that wait for an answer at once. */
  private static final int OPENING = 8;

  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final Entropy entropy = new PlatformEntropy();
  private final Path folder;
  private final VaultUnlock unlock;
  private final Arrivals arrivals;
  private final int acknowledgeEvery;
  private final List<Line> lines = new ArrayList<>();

  private PeerLines(Path folder, Arrivals arrivals, int acknowledgeEvery) {
    this.folder = folder;
    this.arrivals = arrivals;
    this.acknowledgeEvery = acknowledgeEvery;
    Path key = folder.resolve("key");
    KeyFile.create(key, entropy);
    this.unlock = new VaultUnlock.InFile(key);
  }

  /** Opens {@code channels}, as many for each pair of peers. */
  static PeerLines open(
      BenchedSystem system,
      Path folder,
      Arrivals arrivals,
      int pairs,
      int channels,
      int acknowledgeEvery) {
    var opened = new PeerLines(folder, arrivals, acknowledgeEvery);
    try {
      opened.open(system, pairs, channels / pairs);
      return opened;
    } catch (RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  private void open(BenchedSystem system, int pairs, int channels) {
    Topics topics = Topics.of(Topics.DEFAULT_PREFIX);
    SchemaRegistry registry =
        keep(SchemaRegistry.connect(Map.of("schema.registry.url", system.registry())));
    Codec codec = Codec.create(registry, topics).blockOptional(PATIENCE).orElseThrow();
    ClientSettings settings =
        ClientSettings.of(
                Map.of("bootstrap.servers", system.kafka()),
                topics,
                Bytes.wrap(Base64.getDecoder().decode(system.processorsKey())))
            .with(Delivery.ONCE_ACKNOWLEDGED);
    // One for each side, as there are two gateways.
    ChannelClient senders = keep(ChannelClient.connect(settings, codec, new SimpleMeterRegistry()));
    ChannelClient receivers =
        keep(ChannelClient.connect(settings, codec, new SimpleMeterRegistry()));
    for (int pair = 0; pair < pairs; pair++) {
      Peer sender = peer(senders, "sender-" + pair);
      Peer receiver = peer(receivers, "receiver-" + pair);
      receiver.invitations().flatMap(Invitation::accept).subscribe(this::receive);
      Flux.range(0, channels)
          .flatMap(i -> sender.open(receiver.identity(), Policy.DEFAULT), OPENING)
          .doOnNext(channel -> lines.add(payload -> send(channel, payload)))
          .blockLast(PATIENCE);
    }
  }

  private <T extends AutoCloseable> T keep(T part) {
    open.push(part);
    return part;
  }

  private Peer peer(ChannelClient client, String name) {
    Path file = folder.resolve(name + ".vault");
    Path mark = folder.resolve(name + ".mark");
    SqliteVault.create(file, mark, unlock, entropy);
    SqliteVault vault = keep(SqliteVault.open(file, mark, unlock, entropy));
    return client.peer(vault.identity(), vault);
  }

  private static void send(PeerChannel channel, byte[] payload) {
    Objects.requireNonNull(channel.send(payload).block(PATIENCE));
  }

  private void receive(PeerChannel channel) {
    AtomicInteger came = new AtomicInteger();
    channel.receive().subscribe(message -> take(channel, message, came.incrementAndGet()));
  }

  private void take(PeerChannel channel, Message message, int number) {
    arrivals.arrived(message.payload());
    if (number % acknowledgeEvery == 0) {
      channel.acknowledge(message).subscribe();
    }
  }

  List<Line> lines() {
    return lines;
  }

  @Override
  public void close() {
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (Exception e) {
        throw new IllegalStateException("the peers did not end in order", e);
      }
    }
  }
}
