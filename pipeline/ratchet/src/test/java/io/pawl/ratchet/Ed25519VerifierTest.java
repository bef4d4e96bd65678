package io.pawl.ratchet;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The corners in which libraries differ; signatures are made from the equation itself. */
final class Ed25519VerifierTest {
  private static final BigInteger ORDER =
      BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));
  private static final byte[] MESSAGE = "a claim".getBytes(StandardCharsets.US_ASCII);
  private static final String IDENTITY =
      "0100000000000000000000000000000000000000000000000000000000000000";

  private final byte[] seed = new Seeded(7).bytes(32);
  private final SigningKey key = SigningKey.fromSeed(Secret.owning(seed.clone()));

  @Test
  void aSignatureVerifiesForItsMessageAndKeyOnly() {
    Bytes signature = key.sign(MESSAGE);

    assertThat(Ed25519Verifier.verifies(key.publicKey(), MESSAGE, signature)).isTrue();
    assertThat(Ed25519Verifier.verifies(key.publicKey(), new byte[1], signature)).isFalse();
    Bytes stranger = new Seeded(8).signingKey().publicKey();
    assertThat(Ed25519Verifier.verifies(stranger, MESSAGE, signature)).isFalse();
  }

  @Test
  void anSAboveTheGroupOrderIsRefused() throws Exception {
    byte[] signature = key.sign(MESSAGE).toArray();
    BigInteger s = littleEndian(Arrays.copyOfRange(signature, 32, 64));
    System.arraycopy(encode(s.add(ORDER)), 0, signature, 32, 32);

    assertThat(Ed25519Verifier.verifies(key.publicKey(), MESSAGE, Bytes.wrap(signature))).isFalse();
  }

  /** Only the cofactored equation takes an R of small order that is not the identity. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        IDENTITY,
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "0000000000000000000000000000000000000000000000000000000000000000"
      })
  void aCanonicalROfSmallOrderVerifies(String r) throws Exception {
    assertThat(Ed25519Verifier.verifies(key.publicKey(), MESSAGE, signatureWith(r))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // y = p + 1, and y = 1 with the sign of a zero x: two more names of the identity.
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "0100000000000000000000000000000000000000000000000000000000000080",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"
      })
  void aNonCanonicalRIsRefused(String r) throws Exception {
    assertThat(Ed25519Verifier.verifies(key.publicKey(), MESSAGE, signatureWith(r))).isFalse();
  }

  /** With such keys, R = identity and S = 0 would verify for every message. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        IDENTITY,
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "0100000000000000000000000000000000000000000000000000000000000080",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"
      })
  void aKeyOfSmallOrderVerifiesNothing(String publicKey) {
    byte[] signature = Arrays.copyOf(Bytes.fromHex(IDENTITY).toArray(), 64);

    assertThat(Ed25519Verifier.verifies(Bytes.fromHex(publicKey), MESSAGE, Bytes.wrap(signature)))
        .isFalse();
  }

  /**
   * R as given, which must be of small order, and the S that fits it: k times the private scalar.
   */
  private Bytes signatureWith(String r) throws Exception {
    MessageDigest sha512 = MessageDigest.getInstance("SHA-512");
    byte[] scalar = Arrays.copyOf(sha512.digest(seed), 32);
    scalar[0] &= (byte) 0xf8;
    scalar[31] = (byte) ((scalar[31] & 0x7f) | 0x40);
    byte[] encodedR = Bytes.fromHex(r).toArray();
    sha512.update(encodedR);
    sha512.update(key.publicKey().toArray());
    BigInteger k = littleEndian(sha512.digest(MESSAGE)).mod(ORDER);
    byte[] s = encode(k.multiply(littleEndian(scalar)).mod(ORDER));
    return Bytes.wrap(Octets.of("").raw(encodedR).raw(s).toArray());
  }

  private static BigInteger littleEndian(byte[] bytes) {
    byte[] reversed = bytes.clone();
    reverse(reversed);
    return new BigInteger(1, reversed);
  }

  private static byte[] encode(BigInteger number) {
    byte[] encoded = new byte[32];
    byte[] bigEndian = number.toByteArray();
    for (int i = 0; i < 32 && i < bigEndian.length; i++) {
      encoded[i] = bigEndian[bigEndian.length - 1 - i];
    }
    return encoded;
  }

  private static void reverse(byte[] bytes) {
    for (int i = 0, j = bytes.length - 1; i < j; i++, j--) {
      byte swapped = bytes[i];
      bytes[i] = bytes[j];
      bytes[j] = swapped;
    }
  }
}
