package io.pawl.channel.vault;

import io.pawl.channel.Vault.Holding;
import io.pawl.channel.Vault.Logged;
import io.pawl.ratchet.Answer;
import io.pawl.ratchet.EpochKeys;
import io.pawl.ratchet.Offer;
import io.pawl.ratchet.OfferKeys;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Holdings as bytes, inside a drawer: a form, then fields in order, zeros behind. So an optional
 * field may be added at the end: what was written before it has none.
 */
final class HoldingFormat {
  private static final byte OFFERED = 1;
  private static final byte ANSWERED = 2;
  private static final byte EPOCH = 3;
  private static final byte SILENT = 4;
  private static final byte WAITING = 5;
  private static final byte FADING = 6;

  private HoldingFormat() {}

  static void write(Holding holding, ByteBuffer to) {
    var out = new FieldWriter(to);
    switch (holding) {
      case Holding.Offered(Offer offer, OfferKeys keys, long next, var refresh) -> {
        out.u8(OFFERED);
        out.offer(offer);
        out.secret(keys.x25519());
        out.optional(keys.mlkemSeed(), out::secret);
        out.u64(next);
        out.optional(refresh, out::refresh);
      }
      case Holding.Answered(
              Offer offer,
              Answer answer,
              EpochKeys keys,
              long offeredAt,
              long next,
              var refresh) -> {
        out.u8(ANSWERED);
        out.offer(offer);
        out.answer(answer);
        out.keys(keys);
        out.u64(offeredAt);
        out.u64(next);
        out.optional(refresh, out::refresh);
      }
      case Holding.Epoch epoch -> {
        out.u8(EPOCH);
        out.offer(epoch.offer());
        out.u64(epoch.activatedAt());
        out.u64(epoch.claimed());
        out.chain(epoch.sending());
        out.u64(epoch.logged().offset());
        out.secret(epoch.admission());
        out.secret(epoch.resumption());
        out.receiver(epoch.receiving());
        out.u64(epoch.next());
        out.u64(epoch.taken());
        out.optional(epoch.refresh(), out::refresh);
        out.optional(slot(epoch.logged()), out::u64);
      }
      case Holding.Silent silent -> {
        out.u8(SILENT);
        out.offer(silent.offer());
        out.u64(silent.activatedAt());
        out.optional(silent.receiving(), out::receiver);
        out.u64(silent.next());
        out.u64(silent.taken());
        out.optional(silent.refresh(), out::refresh);
      }
      case Holding.Waiting(Offer offer, long offeredAt, Answer answer, int approvals) -> {
        out.u8(WAITING);
        out.offer(offer);
        out.u64(offeredAt);
        out.optional(answer, out::answer);
        out.u32(approvals);
      }
      case Holding.Fading(Offer offer, long activatedAt, int overlap, var state) -> {
        out.u8(FADING);
        out.offer(offer);
        out.u64(activatedAt);
        out.u32(overlap);
        out.receiver(state);
      }
    }
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws RuntimeException if it is anything else
   */
  static Holding read(ByteBuffer from) {
    var in = new FieldReader(from);
    int form = in.u8();
    return switch (form) {
      case OFFERED ->
          new Holding.Offered(
              in.offer(),
              new OfferKeys(in.secret(), in.optional(in::secret)),
              in.u64(),
              in.optional(in::refresh));
      case ANSWERED ->
          new Holding.Answered(
              in.offer(), in.answer(), in.keys(), in.u64(), in.u64(), in.optional(in::refresh));
      case EPOCH -> epoch(in);
      case SILENT ->
          new Holding.Silent(
              in.offer(),
              in.u64(),
              in.optional(in::receiver),
              in.u64(),
              in.u64(),
              in.optional(in::refresh));
      case WAITING -> new Holding.Waiting(in.offer(), in.u64(), in.optional(in::answer), in.u32());
      case FADING -> new Holding.Fading(in.offer(), in.u64(), in.u32(), in.receiver());
      default -> throw new IllegalArgumentException("no form " + form);
    };
  }

  private static Holding.Epoch epoch(FieldReader in) {
    var read =
        new Holding.Epoch(
            in.offer(),
            in.u64(),
            in.u64(),
            in.chain(),
            new Logged(in.u64(), -1),
            in.secret(),
            in.secret(),
            in.receiver(),
            in.u64(),
            in.u64(),
            in.optional(in::refresh));
    Long slot = in.optional(in::u64);
    return slot == null
        ? read
        : read.claimed(read.claimed(), read.sending(), new Logged(read.logged().offset(), slot));
  }

  private static @Nullable Long slot(Logged logged) {
    return logged.slot() < 0 ? null : logged.slot();
  }
}
