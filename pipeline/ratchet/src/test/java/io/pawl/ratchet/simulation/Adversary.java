package io.pawl.ratchet.simulation;

import io.pawl.ratchet.Answer;
import io.pawl.ratchet.Approval;
import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Close;
import io.pawl.ratchet.Direction;
import io.pawl.ratchet.Envelope;
import io.pawl.ratchet.Forge;
import io.pawl.ratchet.Handshake;
import io.pawl.ratchet.Kind;
import io.pawl.ratchet.LogRecord;
import io.pawl.ratchet.Offer;
import io.pawl.ratchet.Reason;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Has the network and the log, and no private key but one of its own: it knows every record that
 * was ever written, and writes what it likes.
 */
final class Adversary {
  private static final int RECENT = 24;

  private final Scene scene;
  private final List<LogRecord> captured = new ArrayList<>();

  /** Channels of its own. */
  private final Set<ChannelId> opened = new HashSet<>();

  Adversary(Scene scene) {
    this.scene = scene;
  }

  /** Sees a record pass. */
  void capture(LogRecord record) {
    captured.add(record);
  }

  private SplittableRandom random() {
    return scene.random();
  }

  /** Any record ever seen, mostly a recent one. */
  private <T extends LogRecord> @Nullable T any(Class<T> type) {
    List<T> found = new ArrayList<>();
    for (LogRecord record : captured) {
      if (type.isInstance(record)) {
        found.add(type.cast(record));
      }
    }
    if (found.isEmpty()) {
      return null;
    }
    int from = random().nextInt(3) == 0 ? 0 : Math.max(0, found.size() - RECENT);
    return found.get(random().nextInt(from, found.size()));
  }

  private @Nullable LogRecord anyTransition() {
    return random().nextBoolean() ? any(Offer.class) : any(Answer.class);
  }

  private void write(Fault fault, LogRecord record) {
    Entry entry = scene.log().append(record);
    scene.tally().count(fault);
    scene.tell(() ->
        "    adversary, %s: %s at offset %d"
            .formatted(fault, Oracle.describe(record), entry.offset()));
  }

  /** Writes old records again. */
  void replay() {
    boolean transition = random().nextInt(3) == 0;
    for (int i = random().nextInt(1, 5); i > 0; i--) {
      LogRecord record = transition ? anyTransition() : any(LogRecord.class);
      if (record != null) {
        write(Fault.REPLAYED, record);
      }
    }
  }

  /** Writes an envelope that nobody sealed. */
  void forge() {
    Envelope envelope = any(Envelope.class);
    if (envelope == null) {
      return;
    }
    switch (random().nextInt(8)) {
      case 0 ->
          write(Fault.TAG_FORGED, with(envelope, envelope.ciphertext(), flipped(envelope.tag())));
      case 1 ->
          write(
              Fault.CIPHERTEXT_FORGED,
              with(envelope, flipped(envelope.ciphertext()), envelope.tag()));
      case 2 -> write(Fault.POSITION_FORGED, moved(envelope));
      case 3 -> write(Fault.TRUNCATED, truncated(envelope));
      case 4 -> write(Fault.CHANNEL_SWAPPED, inChannel(envelope, otherChannel(envelope)));
      case 5 ->
          write(
              Fault.EPOCH_SWAPPED,
              at(
                  envelope,
                  envelope.epoch() + (random().nextBoolean() ? 1 : -1),
                  envelope.direction(),
                  envelope.slot(),
                  envelope.counter()));
      case 6 ->
          write(
              Fault.DIRECTION_SWAPPED,
              at(
                  envelope,
                  envelope.epoch(),
                  envelope.direction().opposite(),
                  envelope.slot(),
                  envelope.counter()));
      default -> {
        scene.log().append(Bytes.wrap(otherChannel(envelope).toBytes()), envelope);
        scene.tally().count(Fault.KEY_SWAPPED);
      }
    }
  }

  private Envelope moved(Envelope envelope) {
    int counter = envelope.counter();
    long slot = envelope.slot();
    switch (random().nextInt(5)) {
      case 0 -> counter++;
      case 1 -> counter += random().nextInt(1, 200);
      case 2 -> slot++;
      case 3 -> slot += random().nextInt(1, 40);
      default -> counter = -1 - counter;
    }
    return at(envelope, envelope.epoch(), envelope.direction(), slot, counter);
  }

  private Envelope truncated(Envelope envelope) {
    Bytes ciphertext = envelope.ciphertext();
    int length = random().nextInt(ciphertext.length());
    return with(
        envelope, Bytes.view(ciphertext.array(), ciphertext.offset(), length), envelope.tag());
  }

  private ChannelId otherChannel(LogRecord record) {
    LogRecord other = any(LogRecord.class);
    return other == null || other.channel().equals(record.channel())
        ? ChannelId.read(bytes(ChannelId.LENGTH), 0)
        : other.channel();
  }

  private static Envelope inChannel(Envelope envelope, ChannelId channel) {
    return new Envelope(
        channel,
        envelope.epoch(),
        envelope.direction(),
        envelope.slot(),
        envelope.counter(),
        envelope.ciphertext(),
        envelope.tag());
  }

  private static Envelope at(
      Envelope envelope, int epoch, Direction direction, long slot, int counter) {
    return new Envelope(
        envelope.channel(), epoch, direction, slot, counter, envelope.ciphertext(), envelope.tag());
  }

  private static Envelope with(Envelope envelope, Bytes ciphertext, Bytes tag) {
    return new Envelope(
        envelope.channel(),
        envelope.epoch(),
        envelope.direction(),
        envelope.slot(),
        envelope.counter(),
        ciphertext,
        tag);
  }

  /** Writes a transition record that its named author did not write, or one of its own. */
  void inject() {
    switch (random().nextInt(5)) {
      case 0 -> injectOffer();
      case 1 -> injectAnswer();
      case 2 -> injectApproval();
      case 3 -> injectClose();
      default -> open();
    }
  }

  private void injectOffer() {
    Offer offer = any(Offer.class);
    if (offer == null) {
      return;
    }
    int ahead = offer.epoch() + random().nextInt(4);
    Offer changed =
        switch (random().nextInt(6)) {
          case 0 -> offer(offer, offer.epoch(), offer.x25519(), flipped(offer.signature()));
          case 1 -> rekey(offer, ahead, offer.initiator(), offer.responder());
          case 2 -> rekey(offer, ahead, Cast.MALLORY.publicKey(), offer.responder());
          case 3 -> rekey(offer, ahead, offer.responder(), offer.initiator());
          case 4 -> offer(offer, ahead, key(), offer.signature());
          default -> offer(offer, offer.epoch(), Bytes.wrap(bytes(32)), offer.signature());
        };
    write(Fault.OFFER_INJECTED, changed);
  }

  private static Offer offer(Offer offer, int epoch, Bytes x25519, Bytes signature) {
    return new Offer(
        offer.kind(),
        offer.channel(),
        epoch,
        offer.offerer(),
        offer.initiator(),
        offer.responder(),
        x25519,
        offer.mlkem(),
        offer.reason(),
        offer.anchor(),
        offer.policy(),
        signature);
  }

  /** A REKEY under the adversary's own signature. */
  private Offer rekey(Offer offer, int epoch, Bytes initiator, Bytes responder) {
    boolean bump = offer.mlkem().length() == 0;
    return Forge.offer(
        new Offer(
            bump ? Kind.BUMP : Kind.REKEY,
            offer.channel(),
            epoch,
            random().nextBoolean() ? Direction.INITIATOR : Direction.RESPONDER,
            initiator,
            responder,
            key(),
            offer.mlkem(),
            bump || random().nextBoolean() ? Reason.ROUTINE : Reason.COMPROMISE,
            0,
            offer.policy(),
            Bytes.EMPTY),
        Cast.MALLORY);
  }

  private void injectAnswer() {
    Offer offer = any(Offer.class);
    Answer answer = any(Answer.class);
    if (offer == null || answer == null) {
      return;
    }
    Bytes offerId = random().nextBoolean() ? Handshake.offerId(offer) : answer.offerId();
    Answer unsigned =
        new Answer(
            offer.channel(),
            offerId,
            random().nextBoolean() ? key() : answer.x25519(),
            answer.mlkem(),
            answer.grant(),
            flipped(answer.signature()));
    write(
        Fault.ANSWER_INJECTED,
        random().nextBoolean() ? unsigned : Forge.answer(unsigned, Cast.MALLORY));
  }

  private void injectApproval() {
    Offer offer = any(Offer.class);
    if (offer == null) {
      return;
    }
    Approval captive = any(Approval.class);
    Bytes signature =
        captive != null && random().nextBoolean()
            ? captive.signature()
            : Handshake.approve(offer, 0, Cast.MALLORY).signature();
    write(
        Fault.APPROVAL_INJECTED,
        new Approval(
            offer.channel(), Handshake.offerId(offer), random().nextInt(5), flipped(signature)));
  }

  private void injectClose() {
    LogRecord record = any(LogRecord.class);
    if (record != null) {
      Direction closer = random().nextBoolean() ? Direction.INITIATOR : Direction.RESPONDER;
      Close close = Handshake.close(record.channel(), closer, Cast.MALLORY);
      if (opened.contains(record.channel()) && closer == Direction.INITIATOR) {
        scene.oracle().authored(close);
      }
      write(Fault.CLOSE_INJECTED, close);
    }
  }

  /** Opens a channel of its own to one of the peers, as anybody may. */
  private void open() {
    long now = scene.log().nextOffset();
    long[] anchors = {Math.max(0, now - 1), now + 5, 0};
    Handshake.Offered made =
        Handshake.open(
            Cast.MALLORY,
            (random().nextBoolean() ? Cast.ALICE : Cast.BOB).publicKey(),
            Setup.policy(random()),
            channel -> anchors[random().nextInt(anchors.length)],
            scene.entropy());
    scene.oracle().authored(made.offer());
    opened.add(made.offer().channel());
    capture(made.offer());
    write(Fault.OPEN_INJECTED, made.offer());
  }

  /** A canonical X25519 key that nobody has. */
  private Bytes key() {
    byte[] key = bytes(32);
    key[31] &= 0x3f;
    return Bytes.wrap(key);
  }

  private byte[] bytes(int count) {
    return scene.entropy().bytes(count);
  }

  private Bytes flipped(Bytes bytes) {
    byte[] changed = bytes.toArray();
    if (changed.length > 0) {
      changed[random().nextInt(changed.length)] ^= (byte) (1 << random().nextInt(8));
    }
    return Bytes.wrap(changed);
  }

  /** An envelope that was refused, or one that it made of a true one. */
  @Nullable Envelope junk() {
    Envelope envelope = any(Envelope.class);
    if (envelope == null) {
      return null;
    }
    return switch (random().nextInt(3)) {
      case 0 -> envelope;
      case 1 -> with(envelope, flipped(envelope.ciphertext()), envelope.tag());
      default -> moved(envelope);
    };
  }
}
