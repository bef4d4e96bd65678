package io.pawl.compose.demo;

import io.pawl.channel.ChannelClient;
import io.pawl.channel.Invitation;
import io.pawl.channel.MemoryVault;
import io.pawl.channel.Message;
import io.pawl.channel.Peer;
import io.pawl.channel.PeerChannel;
import io.pawl.channel.Sent;
import io.pawl.ratchet.Entropy;
import io.pawl.ratchet.Secret;
import io.pawl.ratchet.SigningKey;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.util.function.Tuple2;

/** The peers' side of the run: pairs of peers with a channel each, which all talk at once. */
final class Talk {
  private static final int SEED_LENGTH = 32;
  private static final Duration OPENING = Duration.ofSeconds(60);

  /** Handshakes at a time: each is some milliseconds of work for peers and processor. */
  private static final int OPENING_AT_ONCE = 16;

  /** Without a line opened for so long, those that are missing are lost. */
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

  /** How often the progress is looked at. */
  private static final long TICK_MILLIS = 20;

  private final List<PeerChannel> senders;
  private final Ledger ledger;

  /**
   * @param senders both ends of each channel: the initiator's first
   */
  private Talk(List<PeerChannel> senders) {
    this.senders = senders;
    this.ledger = new Ledger(senders.size());
  }

  /** Opens the channels, each between two peers of its own. */
  static Talk open(
      DemoSettings settings, ChannelClient initiators, ChannelClient responders, Entropy entropy) {
    List<PeerChannel> senders =
        Flux.range(0, settings.channels())
            .flatMapSequential(
                any -> open(peer(initiators, entropy), peer(responders, entropy)), OPENING_AT_ONCE)
            .flatMapIterable(ends -> List.of(ends.getT1(), ends.getT2()))
            .collectList()
            .blockOptional(OPENING.plusSeconds(settings.channels() / 10))
            .orElseThrow();
    return new Talk(senders);
  }

  private static Peer peer(ChannelClient client, Entropy entropy) {
    SigningKey identity = SigningKey.fromSeed(Secret.owning(entropy.bytes(SEED_LENGTH)));
    return client.peer(identity, new MemoryVault());
  }

  private static Mono<Tuple2<PeerChannel, PeerChannel>> open(Peer initiator, Peer responder) {
    return Mono.zip(
            initiator.open(responder.identity(), DemoSettings.POLICY),
            responder.invitations().next().flatMap(Invitation::accept))
        .timeout(OPENING);
  }

  /**
   * Sends every line, and waits until the partners have opened them all, or nothing comes any more.
   *
   * @param injected records that the adversary wrote so far
   * @return seconds from the first line sent to the last one opened
   * @throws InterruptedException if this thread is
   */
  double speak(Lines lines, Progress progress, IntSupplier injected) throws InterruptedException {
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    AtomicLong lastOpened = new AtomicLong(System.nanoTime());
    CountDownLatch allOpened = new CountDownLatch(lines.count());
    for (int i = 0; i < senders.size(); i++) {
      int direction = i;
      // Each end receives what its partner, the other one of the pair, sends.
      senders
          .get(i ^ 1)
          .receive()
          .subscribe(
              message -> {
                opened(direction, message, lastOpened);
                allOpened.countDown();
              },
              error -> failure.compareAndSet(null, error));
    }
    long began = System.nanoTime();
    for (int i = 0; i < senders.size(); i++) {
      send(i, lines).subscribe(sent -> {}, error -> failure.compareAndSet(null, error));
    }
    do {
      progress.lines(ledger.sent(), ledger.opened(), lines.count(), injected.getAsInt());
      Throwable cause = failure.get();
      if (cause != null) {
        throw new IllegalStateException("a peer failed: " + cause.getMessage(), cause);
      }
    } while (!allOpened.await(TICK_MILLIS, TimeUnit.MILLISECONDS)
        && System.nanoTime() - lastOpened.get() < PATIENCE_NANOS);
    return (lastOpened.get() - began) / 1e9;
  }

  private Flux<Sent> send(int direction, Lines lines) {
    int share = lines.share(direction, senders.size());
    Flux<byte[]> payloads =
        Flux.range(0, share)
            .map(index -> lines.line(direction, senders.size(), index))
            .doOnNext(line -> ledger.sent(direction, line, System.nanoTime()));
    return senders.get(direction).sendAll(payloads).subscribeOn(Schedulers.parallel());
  }

  private void opened(int direction, Message message, AtomicLong lastOpened) {
    long now = System.nanoTime();
    ledger.received(direction, message.payload(), now);
    lastOpened.accumulateAndGet(now, Math::max);
  }

  /** The account of the lines. */
  Ledger ledger() {
    return ledger;
  }
}
