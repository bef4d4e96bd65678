package io.pawl.stream.checkpoint;

import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.Snapshot;
import io.pawl.stream.codec.Codec;
import io.pawl.stream.codec.Fact;
import java.util.Arrays;

/**
 * A digest of a partition's normalised state: the {@link EntrySum} of its channels' snapshots. Two
 * processors that agree on it at one offset of the log decide every later record alike.
 */
public final class StateDigest {
  /** Magic byte and schema id, which depend on the registry. */
  private static final int PREFIX = 5;

  private final Codec codec;
  private final EntrySum sum = new EntrySum();

  /** Of no channels. */
  public StateDigest(Codec codec) {
    this.codec = codec;
  }

  /** Adds a channel. */
  public void add(Snapshot snapshot) {
    sum.add(snapshot.channel().toBytes(), canonical(snapshot));
  }

  private byte[] canonical(Snapshot snapshot) {
    return switch (snapshot) {
      case Snapshot.Live(var descriptor, var position) -> {
        // Up to where each half was told is no part of the state.
        byte[] first = record(new Fact.Descriptor(descriptor, 0));
        byte[] second = record(new Fact.Position(position, 0));
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        yield both;
      }
      case Snapshot.Closed closed -> record(new Fact.Closed(closed.channel(), closed.closedAt()));
    };
  }

  private byte[] record(Fact fact) {
    byte[] value = codec.encodeFact(fact);
    return Arrays.copyOfRange(value, PREFIX, value.length);
  }

  /** Channels added. */
  public long channels() {
    return sum.count();
  }

  /** The digest, 32 bytes. */
  public Bytes sum() {
    return sum.sum();
  }
}
