package io.pawl.stream.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HexFormat;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrictDecoderTest {
  private static StrictDecoder of(String hex) {
    return new StrictDecoder(HexFormat.of().parseHex(hex), 0);
  }

  private static void assertMalformed(ThrowingCallable reading) {
    assertThatThrownBy(reading).isInstanceOf(Malformation.class);
  }

  @ParameterizedTest(name = "seed={0}")
  @ValueSource(longs = {1, 2})
  void numbersAreReadAsAvroWritesThem(long seed) throws IOException {
    var random = new RandomRecords(seed);
    for (int i = 0; i < 1_000; i++) {
      int number = random.number();
      long bigNumber = random.bigNumber();
      var out = new ByteArrayOutputStream();
      BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
      encoder.writeInt(number);
      encoder.writeLong(bigNumber);
      encoder.writeBoolean(true);
      encoder.writeFloat(number);
      encoder.writeDouble((double) bigNumber);
      encoder.writeString("Zoë");

      var in = new StrictDecoder(out.toByteArray(), 0);

      assertThat(in.readInt()).isEqualTo(number);
      assertThat(in.readLong()).isEqualTo(bigNumber);
      assertThat(in.readBoolean()).isTrue();
      assertThat(in.readFloat()).isEqualTo(number);
      assertThat(in.readDouble()).isEqualTo((double) bigNumber);
      assertThat(in.readString()).isEqualTo("Zoë");
      in.finish();
    }
  }

  @Test
  void theLargestNumbersFit() throws IOException {
    assertThat(of("feffffff0f").readInt()).isEqualTo(Integer.MAX_VALUE);
    assertThat(of("ffffffff0f").readInt()).isEqualTo(Integer.MIN_VALUE);
    assertThat(of("feffffffffffffffff01").readLong()).isEqualTo(Long.MAX_VALUE);
    assertThat(of("ffffffffffffffffff01").readLong()).isEqualTo(Long.MIN_VALUE);
  }

  @Test
  void aNumberThatDoesNotFitItsTypeIsMalformed() {
    assertMalformed(() -> of("ffffffff1f").readInt());
    assertMalformed(() -> of("ffffffffff01").readInt());
    assertMalformed(() -> of("ffffffffffffffffff03").readLong());
    assertMalformed(() -> of("ffffffffffffffffffff01").readLong());
  }

  @Test
  void aNumberCutShortIsMalformed() {
    assertMalformed(() -> of("").readInt());
    assertMalformed(() -> of("ffff").readInt());
    assertMalformed(() -> of("ffff").readLong());
  }

  @Test
  void aNumberLongerThanNeedBeIsRead() throws IOException {
    assertThat(of("8000").readInt()).isZero();
    assertThat(of("828000").readLong()).isEqualTo(1);
  }

  @Test
  void lengthsAreNotBelieved() {
    // -1, the largest long, one more than there is.
    for (String length : new String[] {"01", "feffffffffffffffff01", "0600ff"}) {
      assertMalformed(() -> of(length).readBytes(null));
      assertMalformed(() -> of(length).viewBytes());
      assertMalformed(() -> of(length).readString());
      assertMalformed(() -> of(length).skipString());
      assertMalformed(() -> of(length).skipBytes());
    }
    assertMalformed(() -> of("00").view(2));
    assertMalformed(() -> of("00").readFixed(new byte[2], 0, 2));
    assertMalformed(() -> of("00").skipFixed(2));
    assertMalformed(() -> of("000000").readFloat());
    assertMalformed(() -> of("00000000000000").readDouble());
    assertMalformed(() -> of("00000000").channel());
  }

  @Test
  void countsAreNotBelieved() throws IOException {
    // The largest long, its negative with a size, one more than bytes, a size beyond the value.
    for (String count :
        new String[] {
          "feffffffffffffffff01", "ffffffffffffffffff0100", "0a00ffff", "0308ffff", "0301ffff"
        }) {
      assertMalformed(() -> of(count).readArrayStart());
      assertMalformed(() -> of(count).skipArray());
      assertMalformed(() -> of(count).readMapStart());
      assertMalformed(() -> of(count).skipMap());
    }
    assertThat(of("0300ffff").readArrayStart()).isEqualTo(2);
  }

  @Test
  void itemsWithoutBytesRunOut() throws IOException {
    var in = of("060606");
    assertThat(in.readArrayStart()).isEqualTo(3);
    assertMalformed(in::arrayNext);
  }

  @Test
  void aBooleanIsZeroOrOne() throws IOException {
    assertThat(of("00").readBoolean()).isFalse();
    assertThat(of("01").readBoolean()).isTrue();
    assertMalformed(() -> of("02").readBoolean());
    assertMalformed(() -> of("").readBoolean());
  }

  @Test
  void bytesBehindTheEndAreMalformed() throws IOException {
    var in = of("0200");
    assertThat(in.readInt()).isEqualTo(1);
    assertMalformed(in::finish);
  }
}
