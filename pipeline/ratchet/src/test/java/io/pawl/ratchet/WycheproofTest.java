package io.pawl.ratchet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/**
 * The corner cases of project Wycheproof (C2SP), through the very calls that the protocol uses.
 * Skipped where its files are missing: they are no part of this project. The system property {@code
 * pawl.wycheproof} names their folder.
 */
final class WycheproofTest {
  private static final String DEFAULT_FOLDER = "../shared/vectors/wycheproof";

  /** Calls {@code check} with the group and the test, and returns how many there were. */
  private static int each(String file, BiConsumer<JsonNode, JsonNode> check) throws IOException {
    Path path = folder().resolve(file);
    assumeTrue(Files.isReadable(path), () -> "no Wycheproof vectors at " + path);
    int count = 0;
    for (JsonNode group : new ObjectMapper().readTree(path.toFile()).get("testGroups")) {
      for (JsonNode test : group.get("tests")) {
        check.accept(group, test);
        count++;
      }
    }
    return count;
  }

  /** Tests run in the module's folder, two below the repository's root. */
  private static Path folder() {
    String named = System.getProperty("pawl.wycheproof");
    return named != null
        ? Path.of(named)
        : Path.of("").toAbsolutePath().resolve("../..").resolve(DEFAULT_FOLDER).normalize();
  }

  private static boolean isValid(JsonNode test) {
    return test.get("result").asText().equals("valid");
  }

  @Test
  void ed25519SignaturesAreVerifiedStrictly() throws IOException {
    int count =
        each(
            "ed25519_test.json",
            (group, test) ->
                assertThat(
                        Ed25519Verifier.verifies(
                            Vectors.bytes(group.get("publicKey"), "pk"),
                            Vectors.bytes(test, "msg").toArray(),
                            Vectors.bytes(test, "sig")))
                    .as("%s", test)
                    .isEqualTo(isValid(test)));
    assertThat(count).isPositive();
  }

  @Test
  void x25519AgreesWithEveryCanonicalKeyButThoseOfSmallOrder() throws IOException {
    int count =
        each(
            "x25519_test.json",
            (group, test) -> {
              Bytes point = Vectors.bytes(test, "public");
              Bytes shared = Vectors.bytes(test, "shared");
              AgreementKey key = AgreementKey.of(Vectors.secret(test, "private"));
              if (!AgreementPoint.isCanonical(point)) {
                return;
              }
              boolean zero = shared.equals(Bytes.wrap(new byte[32]));
              assertThat(AgreementPoint.isLowOrder(point)).as("%s", test).isEqualTo(zero);
              if (zero) {
                assertThatThrownBy(() -> key.agree(point))
                    .isInstanceOf(IllegalArgumentException.class);
              } else {
                assertThat(Bytes.wrap(key.agree(point).toArray())).isEqualTo(shared);
              }
            });
    assertThat(count).isPositive();
  }

  @Test
  void aesGcmSealsAndOpensAsKnown() throws IOException {
    each(
        "aes_gcm_test.json",
        (group, test) -> {
          if (group.get("keySize").asInt() != 256 || group.get("ivSize").asInt() != 96) {
            return;
          }
          byte[] key = Vectors.bytes(test, "key").toArray();
          byte[] nonce = Vectors.bytes(test, "iv").toArray();
          byte[] associated = Vectors.bytes(test, "aad").toArray();
          byte[] message = Vectors.bytes(test, "msg").toArray();
          byte[] ciphertext =
              Bytes.fromHex(test.get("ct").asText() + test.get("tag").asText()).toArray();

          byte[] opened = new AesGcm().open(key, 0, nonce, Bytes.wrap(ciphertext), associated);

          assertThat(opened).as("%s", test).isEqualTo(isValid(test) ? message : null);
          if (isValid(test)) {
            assertThat(new AesGcm().seal(key, 0, nonce, message, associated)).isEqualTo(ciphertext);
          }
        });
  }

  @Test
  void hmacIsAsKnown() throws IOException {
    each(
        "hmac_sha256_test.json",
        (group, test) -> {
          byte[] mac =
              Hkdf.hmac(Vectors.bytes(test, "key").toArray(), Vectors.bytes(test, "msg").toArray());
          byte[] truncated = Arrays.copyOf(mac, group.get("tagSize").asInt() / 8);
          assertThat(Bytes.wrap(truncated).equals(Vectors.bytes(test, "tag")))
              .as("%s", test)
              .isEqualTo(isValid(test));
        });
  }

  @Test
  void hkdfExpandsAsKnown() throws IOException {
    each(
        "hkdf_sha256_test.json",
        (group, test) -> {
          byte[] salt = Vectors.bytes(test, "salt").toArray();
          byte[] prk =
              Hkdf.hmac(
                  salt.length == 0 ? new byte[32] : salt, Vectors.bytes(test, "ikm").toArray());
          byte[] info = Vectors.bytes(test, "info").toArray();
          int size = test.get("size").asInt();
          if (isValid(test)) {
            assertThat(Bytes.wrap(Hkdf.expand(prk, info, size)))
                .as("%s", test)
                .isEqualTo(Vectors.bytes(test, "okm"));
          } else {
            assertThatThrownBy(() -> Hkdf.expand(prk, info, size))
                .isInstanceOf(IllegalArgumentException.class);
          }
        });
  }

  @Test
  void mlKemDecapsulatesAsKnown() throws IOException {
    each(
        "mlkem_768_test.json",
        (group, test) -> {
          Secret seed = Vectors.secret(test, "seed");
          Bytes ciphertext = Vectors.bytes(test, "c");
          if (isValid(test)) {
            assertThat(MlKem.encapsulationKey(seed)).isEqualTo(Vectors.bytes(test, "ek"));
            assertThat(MlKem.isEncapsulationKey(Vectors.bytes(test, "ek"))).isTrue();
            assertThat(MlKem.decapsulate(seed, ciphertext))
                .as("%s", test)
                .isEqualTo(Vectors.secret(test, "K"));
          } else {
            assertThatThrownBy(() -> MlKem.decapsulate(seed, ciphertext))
                .as("%s", test)
                .isInstanceOf(IllegalArgumentException.class);
          }
        });
  }
}
