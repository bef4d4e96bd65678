package io.pawl.channel.vault;

import io.pawl.channel.Vault.Holding;
import io.pawl.ratchet.Answer;
import io.pawl.ratchet.EpochKeys;
import io.pawl.ratchet.Offer;
import io.pawl.ratchet.OfferKeys;
import java.nio.ByteBuffer;

/** Holdings as bytes, inside a drawer: a form, then fields in order, zeros behind. */
final class HoldingFormat {
  private static final byte OFFERED = 1;
  private static final byte ANSWERED = 2;
  private static final byte EPOCH = 3;
  private static final byte RESTORED = 4;

  private HoldingFormat() {}

  static void write(Holding holding, ByteBuffer to) {
    var out = new FieldWriter(to);
    switch (holding) {
      case Holding.Offered(Offer offer, OfferKeys keys) -> {
        out.u8(OFFERED);
        out.offer(offer);
        out.secret(keys.x25519());
        out.optional(keys.mlkemSeed(), out::secret);
      }
      case Holding.Answered(Offer offer, Answer answer, EpochKeys keys) -> {
        out.u8(ANSWERED);
        out.offer(offer);
        out.answer(answer);
        out.keys(keys);
      }
      case Holding.Epoch epoch -> {
        out.u8(EPOCH);
        out.offer(epoch.offer());
        out.u64(epoch.activatedAt());
        out.u64(epoch.claimed());
        out.chain(epoch.sending());
        out.u64(epoch.loggedAt());
        out.secret(epoch.admission());
        out.secret(epoch.resumption());
        out.receiver(epoch.receiving());
        out.u64(epoch.next());
        out.u64(epoch.taken());
      }
      case Holding.Restored restored -> {
        out.u8(RESTORED);
        out.offer(restored.offer());
        out.u64(restored.activatedAt());
        out.receiver(restored.receiving());
        out.u64(restored.next());
        out.u64(restored.taken());
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
          new Holding.Offered(in.offer(), new OfferKeys(in.secret(), in.optional(in::secret)));
      case ANSWERED -> new Holding.Answered(in.offer(), in.answer(), in.keys());
      case EPOCH ->
          new Holding.Epoch(
              in.offer(),
              in.u64(),
              in.u64(),
              in.chain(),
              in.u64(),
              in.secret(),
              in.secret(),
              in.receiver(),
              in.u64(),
              in.u64());
      case RESTORED ->
          new Holding.Restored(in.offer(), in.u64(), in.receiver(), in.u64(), in.u64());
      default -> throw new IllegalArgumentException("no form " + form);
    };
  }
}
