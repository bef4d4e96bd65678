package io.pawl.channel.vault;

import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.Secret;
import io.pawl.stream.checkpoint.EntrySum;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What is a vault's own, in its first drawer.
 *
 * @param identity seed of the peer's Ed25519 key, 32 bytes
 * @param mark grows with every transaction; the one outside follows
 * @param count of the channels that are kept
 * @param sum over their drawers, 32 bytes
 * @param incomplete whether channels of this identity may be missing
 */
record VaultHead(Secret identity, long mark, long count, Bytes sum, boolean incomplete) {
  private static final int SEED_LENGTH = 32;

  /** Of a vault that keeps nothing yet. */
  static VaultHead of(Secret identity) {
    return new VaultHead(identity, 0, 0, new EntrySum().sum(), false);
  }

  VaultHead with(long mark, long count, Bytes sum) {
    return new VaultHead(identity, mark, count, sum, incomplete);
  }

  VaultHead incomplete(boolean now) {
    return new VaultHead(identity, mark, count, sum, now);
  }

  static VaultHead read(ByteBuffer in) {
    byte[] seed = new byte[SEED_LENGTH];
    in.get(seed);
    long mark = in.getLong();
    long count = in.getLong();
    byte[] sum = new byte[EntrySum.LENGTH];
    in.get(sum);
    return new VaultHead(Secret.owning(seed), mark, count, Bytes.wrap(sum), in.get() != 0);
  }

  void write(ByteBuffer out) {
    byte[] seed = identity.toArray();
    out.put(seed).putLong(mark).putLong(count).put(sum.toArray()).put((byte) (incomplete ? 1 : 0));
    Arrays.fill(seed, (byte) 0);
  }

  void erase() {
    identity.erase();
  }
}
