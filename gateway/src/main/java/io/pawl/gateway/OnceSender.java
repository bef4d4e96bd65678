package io.pawl.gateway;

import io.pawl.channel.PeerChannel;
import io.pawl.channel.Sent;
import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.SigningKey;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Sends under idempotency keys: the same key and payload again give the same answer, and no second
 * message. What a crash cuts off between the log's acknowledgement and the note of it is sent
 * again.
 */
final class OnceSender implements AutoCloseable {
  private static final String ALGORITHM = "HmacSHA256";
  private static final byte[] PURPOSE =
      "pawl gateway: digests of sent payloads".getBytes(StandardCharsets.US_ASCII);

  private final SentMessages sent;
  private final SecretKeySpec key;
  private final Scheduler blocking;
  private final Map<Name, Sending> underWay = new ConcurrentHashMap<>();

  private record Name(ChannelId channel, String key) {}

  private record Sending(Bytes payload, Mono<Sent> result) {}

  /**
   * @param identity of the app's peer: payloads are told apart by a digest that nobody without it
   *     can compute, since a plain hash of a short payload tells what it was
   * @param blocking threads that may block
   */
  OnceSender(SentMessages sent, SigningKey identity, Scheduler blocking) {
    this.sent = sent;
    this.blocking = blocking;
    // Deterministic, and published nowhere: as good as random to everybody else.
    byte[] signature = identity.sign(PURPOSE).toArray();
    this.key = new SecretKeySpec(signature, ALGORITHM);
  }

  /** Sends once under that key. Errors with {@code IDEMPOTENCY_KEY_REUSED}, and as the channel. */
  Mono<Sent> send(PeerChannel channel, String idempotencyKey, byte[] payload) {
    return Mono.defer(() -> {
      var name = new Name(channel.id(), idempotencyKey);
      Bytes digest = digest(payload);
      // Two at once share one sending.
      Sending sending =
          underWay.computeIfAbsent(
              name, it -> new Sending(digest, begin(channel, it, payload, digest)));
      return sending.payload().equals(digest) ? sending.result() : Mono.error(reused());
    });
  }

  private Mono<Sent> begin(PeerChannel channel, Name name, byte[] payload, Bytes digest) {
    return Mono.fromCallable(() -> sent.find(name.channel(), name.key()))
        .subscribeOn(blocking)
        .flatMap(found -> answer(channel, name, payload, digest, found))
        .doFinally(signal -> underWay.remove(name))
        .cache();
  }

  private Mono<Sent> answer(
      PeerChannel channel,
      Name name,
      byte[] payload,
      Bytes digest,
      Optional<SentMessages.Entry> found) {
    if (found.isPresent()) {
      return found.get().payload().equals(digest)
          ? Mono.just(found.get().sent())
          : Mono.error(reused());
    }
    return channel
        .send(payload)
        .publishOn(blocking)
        .doOnNext(
            done -> sent.add(name.channel(), name.key(), new SentMessages.Entry(digest, done)));
  }

  private static GatewayFailure reused() {
    return new GatewayFailure(
        Code.IDEMPOTENCY_KEY_REUSED, "another payload was sent under this key; use a new one");
  }

  private Bytes digest(byte[] payload) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return Bytes.wrap(mac.doFinal(payload));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every platform has " + ALGORITHM, e);
    }
  }

  @Override
  public void close() {
    sent.close();
  }
}
