package io.pawl.gateway;

import io.pawl.channel.PeerChannel;
import io.pawl.channel.Sealed;
import io.pawl.channel.Sent;
import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Secret;
import io.pawl.ratchet.SigningKey;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Sends under idempotency keys: the same key and payload again give the same answer, and no second
 * message, whenever a process is killed. What is sealed is noted before the log can have it; a
 * retry that finds a note without an answer asks the log, and sends anew only what is not there.
 */
final class OnceSender implements AutoCloseable {
  private static final String ALGORITHM = "HmacSHA256";
  private static final byte[] PURPOSE =
      "pawl gateway: digests of sent payloads".getBytes(StandardCharsets.US_ASCII);

  private final SentMessages sent;

  /** Only under this object's lock. */
  private final Secret key;

  private final Scheduler blocking;
  private final Map<Name, Sending> underWay = new ConcurrentHashMap<>();

  /** What could not be noted and goes to the log all the same; nothing more is sent until it is. */
  private final Map<Name, Unnoted> unnoted = new ConcurrentHashMap<>();

  private record Name(ChannelId channel, String key) {}

  private record Sending(Bytes payload, Mono<Sent> result) {}

  private record Unnoted(Bytes payload, Sealed sealed) {}

  /**
   * @param identity of the app's peer: payloads are told apart by a digest that nobody without it
   *     can compute, since a plain hash of a short payload tells what it was
   * @param blocking threads that may block
   */
  OnceSender(SentMessages sent, SigningKey identity, Scheduler blocking) {
    this.sent = sent;
    this.blocking = blocking;
    // Deterministic, and published nowhere: as good as random to everybody else.
    this.key = Secret.owning(identity.sign(PURPOSE).toArray());
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
    return Mono.fromCallable(() -> find(name))
        .subscribeOn(blocking)
        .flatMap(found -> answer(channel, name, payload, digest, found))
        .doFinally(signal -> underWay.remove(name))
        .cache();
  }

  private synchronized Optional<SentMessages.Entry> find(Name name) {
    unnoted.forEach((other, late) -> {
      sent.sealed(other.channel(), other.key(), late.payload(), late.sealed());
      unnoted.remove(other);
    });
    return sent.find(name.channel(), name.key());
  }

  private Mono<Sent> answer(
      PeerChannel channel,
      Name name,
      byte[] payload,
      Bytes digest,
      Optional<SentMessages.Entry> found) {
    if (found.isEmpty()) {
      return anew(channel, name, payload, digest);
    }
    SentMessages.Entry entry = found.get();
    if (!entry.payload().equals(digest)) {
      return Mono.error(reused());
    }
    return entry.sent() == null
        ? noteSent(name, channel.find(entry.sealed()))
            .switchIfEmpty(Mono.defer(() -> anew(channel, name, payload, digest)))
        : Mono.just(entry.sent());
  }

  private Mono<Sent> anew(PeerChannel channel, Name name, byte[] payload, Bytes digest) {
    return noteSent(name, channel.send(payload, sealed -> note(name, digest, sealed)));
  }

  private Mono<Void> note(Name name, Bytes digest, Sealed sealed) {
    return Mono.<Void>fromRunnable(() -> sent.sealed(name.channel(), name.key(), digest, sealed))
        .subscribeOn(blocking)
        .doOnError(error -> unnoted.put(name, new Unnoted(digest, sealed)));
  }

  private Mono<Sent> noteSent(Name name, Mono<Sent> arriving) {
    return arriving
        .publishOn(blocking)
        .doOnNext(arrived -> sent.sent(name.channel(), name.key(), arrived));
  }

  private static GatewayFailure reused() {
    return new GatewayFailure(
        Code.IDEMPOTENCY_KEY_REUSED, "another payload was sent under this key; use a new one");
  }

  Bytes digest(byte[] payload) {
    byte[] copy = key();
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(copy, ALGORITHM));
      return Bytes.wrap(mac.doFinal(payload));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every platform has " + ALGORITHM, e);
    } finally {
      Arrays.fill(copy, (byte) 0);
    }
  }

  private synchronized byte[] key() {
    if (key.isErased()) {
      throw GatewayFailure.notReady();
    }
    return key.toArray();
  }

  @Override
  public void close() {
    synchronized (this) {
      key.erase();
    }
    sent.close();
  }
}
