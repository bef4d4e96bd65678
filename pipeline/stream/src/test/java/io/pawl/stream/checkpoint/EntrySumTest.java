package io.pawl.stream.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.pawl.ratchet.Bytes;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EntrySumTest {
  private record Entry(Bytes key, Bytes value) {}

  @Test
  void nothingSumsToNothing() {
    EntrySum sum = new EntrySum();

    assertThat(sum.count()).isZero();
    assertThat(sum.sum()).isEqualTo(Bytes.wrap(new byte[EntrySum.LENGTH]));
  }

  @Test
  void keyAndValueDoNotRunIntoEachOther() {
    EntrySum one = new EntrySum();
    one.add(new byte[] {1, 2}, new byte[] {3});
    EntrySum other = new EntrySum();
    other.add(new byte[] {1}, new byte[] {2, 3});

    assertThat(one.sum()).isNotEqualTo(other.sum());
  }

  @ParameterizedTest(name = "seed={0}")
  @ValueSource(longs = {1, 2, 3})
  void itIsTheSumOfTheDigestsOfWhatIsThere(long seed) throws NoSuchAlgorithmException {
    var random = new SplittableRandom(seed);
    EntrySum sum = new EntrySum();
    List<Entry> there = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      if (!there.isEmpty() && random.nextInt(3) == 0) {
        Entry gone = there.remove(random.nextInt(there.size()));
        sum.remove(gone.key().toArray(), gone.value().toArray());
      } else {
        Entry come = new Entry(bytes(random), bytes(random));
        there.add(come);
        sum.add(come.key().toArray(), come.value().toArray());
      }
      assertThat(sum.count()).isEqualTo(there.size());
      assertThat(new BigInteger(1, sum.sum().toArray())).isEqualTo(model(there));
    }
  }

  private static Bytes bytes(SplittableRandom random) {
    byte[] bytes = new byte[random.nextInt(10)];
    random.nextBytes(bytes);
    return Bytes.wrap(bytes);
  }

  private static BigInteger model(List<Entry> entries) throws NoSuchAlgorithmException {
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    BigInteger sum = BigInteger.ZERO;
    for (Entry entry : entries) {
      sha256.update(ByteBuffer.allocate(4).putInt(entry.key().length()).array());
      sha256.update(entry.key().toArray());
      sum = sum.add(new BigInteger(1, sha256.digest(entry.value().toArray())));
    }
    return sum.mod(BigInteger.TWO.pow(256));
  }
}
