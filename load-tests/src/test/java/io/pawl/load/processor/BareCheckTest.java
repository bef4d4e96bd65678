package io.pawl.load.processor;

import static org.assertj.core.api.Assertions.assertThat;

import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.Envelope;
import io.pawl.ratchet.LogRecord;
import io.pawl.ratchet.Partition;
import io.pawl.ratchet.Verdict;
import io.pawl.stream.codec.Codec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BareCheckTest {
  private static final Load ONE_CHANNEL = new Load(1_000, 512, 1, 1);

  private final Codec codec = new Run("test", "log", "", Path.of("")).codec();
  private final Peers peers = Peers.open(ONE_CHANNEL).getFirst().getFirst();
  private final BareCheck check = new BareCheck();
  private final byte[] state = BareCheck.begin();

  private boolean accepts(byte[] value) {
    return check.accepts(value, peers.admission(), state);
  }

  private byte[] seal() {
    return codec.encode(peers.seal(new byte[100]));
  }

  /** Loses, repeats and delays envelopes as far as a sender's rules let a network do. */
  @ParameterizedTest(name = "seed={0}")
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void itAcceptsWhatTheCoreAccepts(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Partition core = new Partition(0, 1, Peers.grantKeys());
    Bytes key = Bytes.wrap(peers.channel().toBytes());
    long offset = 0;
    for (LogRecord record : peers.opening()) {
      core.accept(offset++, key, record);
    }
    List<Envelope> sent = new ArrayList<>();
    int accepted = 0;
    for (int i = 0; i < 5_000; i++) {
      sent.add(peers.seal(new byte[100]));
      int back = random.nextInt(8) == 0 ? random.nextInt(Math.min(sent.size(), 400)) : 0;
      if (random.nextInt(10) == 0) {
        continue;
      }
      Envelope envelope = sent.get(sent.size() - 1 - back);
      boolean expected = core.accept(offset++, key, envelope).verdict() instanceof Verdict.Accepted;
      assertThat(accepts(codec.encode(envelope))).as("%s", envelope.position()).isEqualTo(expected);
      accepted += expected ? 1 : 0;
    }
    assertThat(accepted).isBetween(3_500, 4_900);
  }

  @Test
  void itAcceptsNothingTwice() {
    byte[] value = seal();
    assertThat(accepts(value)).isTrue();
    assertThat(accepts(value)).isFalse();
  }

  @Test
  void aFlippedBitAnywhereBehindTheChannelIsRefused() {
    byte[] value = seal();
    for (int bit = 8 * 21; bit < 8 * value.length; bit += 61) {
      byte[] flipped = value.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(accepts(flipped)).as("bit %d", bit).isFalse();
    }
    assertThat(accepts(value)).isTrue();
  }
}
