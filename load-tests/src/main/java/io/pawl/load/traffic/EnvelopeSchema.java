package io.pawl.load.traffic;

import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Direction;
import io.pawl.ratchet.Envelope;
import io.pawl.stream.codec.Codec;

/** The schema id by which bytes tell that they are an envelope. */
public final class EnvelopeSchema {
  private static final Envelope ANY =
      new Envelope(
          new ChannelId(0, 0), 1, Direction.INITIATOR, 0, 0, Bytes.EMPTY, Bytes.wrap(new byte[16]));

  private EnvelopeSchema() {}

  /** As {@code codec} writes it. */
  public static int id(Codec codec) {
    return Codec.schemaId(codec.encode(ANY));
  }
}
