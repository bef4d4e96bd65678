package io.pawl.ratchet;

import java.util.Arrays;

/** Signs and tags what no honest peer would: for the careless and the hostile of the tests. */
public final class Forge {
  /** A point of small order: whoever agrees with it gets zeros. */
  public static final Bytes LOW_ORDER_POINT =
      Bytes.fromHex("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800");

  private Forge() {}

  /** The offer, signed by whoever's key it is. */
  public static Offer offer(Offer unsigned, SigningKey key) {
    return unsigned.withSignature(key.sign(Transcript.offerBody(unsigned)));
  }

  /** The answer, signed by whoever's key it is. */
  public static Answer answer(Answer unsigned, SigningKey key) {
    byte[] core = Transcript.answerCore(unsigned.offerId(), unsigned.x25519(), unsigned.mlkem());
    return new Answer(
        unsigned.channel(),
        unsigned.offerId(),
        unsigned.x25519(),
        unsigned.mlkem(),
        unsigned.grant(),
        key.sign(Transcript.signedAnswer(core, unsigned.grant())));
  }

  /** The envelope under its right tag, whatever stands in it. */
  public static Envelope envelope(Envelope untagged, Secret admission) {
    return untagged.withTag(new AdmissionTag().of(admission.bytes(), 0, untagged));
  }

  /** A grant of these admission keys, whatever the answer's own are. */
  public static Bytes grant(
      ChannelId channel, int epoch, byte[] admission, Bytes processors, Entropy entropy) {
    return Grant.seal(
        channel,
        epoch,
        Secret.owning(Arrays.copyOf(admission, Grant.PLAINTEXT_LENGTH)),
        processors,
        Secret.owning(entropy.bytes(32)));
  }

  /** Both admission keys of an epoch, as a processor holds them. */
  public static Secret granted(EpochKeys keys) {
    return keys.admission();
  }
}
