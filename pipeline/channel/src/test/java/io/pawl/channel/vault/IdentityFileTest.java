package io.pawl.channel.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pawl.channel.Sample;
import io.pawl.channel.vault.VaultFailure.Reason;
import io.pawl.ratchet.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class IdentityFileTest {
  private static final Secret SEED = Secret.owning(Sample.entropy(new Random(41)).bytes(32));

  /** RFC 8410, section 10.3. */
  private static final String OF_THE_RFC =
      """
      -----BEGIN PRIVATE KEY-----
      MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC
      -----END PRIVATE KEY-----
      """;

  @TempDir private Path folder = Path.of("");
  private Path file = Path.of("");

  @BeforeEach
  void name() {
    file = folder.resolve("identity");
  }

  private void write(String text) throws IOException {
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, text);
  }

  @Test
  void whatIsWrittenIsReadHereAndElsewhere() throws Exception {
    IdentityFile.create(file, SEED);

    assertThat(IdentityFile.read(file)).isEqualTo(SEED);
    String encoded = Files.readString(file).replaceAll("-----[A-Z ]+-----|\n", "");
    var key =
        (EdECPrivateKey)
            KeyFactory.getInstance("Ed25519")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(encoded)));
    assertThat(key.getBytes())
        .hasValueSatisfying(seed -> assertThat(Secret.owning(seed)).isEqualTo(SEED));
  }

  @Test
  void theExampleOfTheStandardIsRead() throws IOException {
    write(OF_THE_RFC.replace("\n", "\r\n"));

    byte[] seed = IdentityFile.read(file).toArray();

    assertThat(seed)
        .hasSize(32)
        .startsWith(0xd4, 0xee, 0x72, 0xdb)
        .endsWith(0x44, 0x75, 0x58, 0x42);
  }

  @Test
  void onlyItsOwnerCanReadIt() throws IOException {
    IdentityFile.create(file, SEED);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");

    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

    assertThat(Failures.of(() -> IdentityFile.read(file))).isEqualTo(Reason.IDENTITY_FILE);
  }

  @Test
  void whatIsThereIsNotWrittenOver() throws IOException {
    write("before");

    assertThat(Failures.of(() -> IdentityFile.create(file, SEED))).isEqualTo(Reason.EXISTS);
    assertThat(file).hasContent("before");
  }

  @Test
  void aMissingOneIsNamed() {
    assertThat(Failures.of(() -> IdentityFile.read(file))).isEqualTo(Reason.MISSING);
  }

  private static Stream<Arguments> others() throws Exception {
    String x25519 =
        Base64.getEncoder()
            .encodeToString(
                KeyPairGenerator.getInstance("X25519").generateKeyPair().getPrivate().getEncoded());
    return Stream.of(
        Arguments.of("nothing", ""),
        Arguments.of("a key file", "A".repeat(43) + "=\n"),
        Arguments.of("another algorithm", OF_THE_RFC.replaceAll("MC4.*", x25519)),
        Arguments.of("cut off", OF_THE_RFC.substring(0, 60)),
        Arguments.of("no end", OF_THE_RFC.replace("END", "AND")),
        Arguments.of("no Base64", OF_THE_RFC.replace("MC4", "M.4")),
        Arguments.of("a certificate", OF_THE_RFC.replace("PRIVATE KEY", "CERTIFICATE")),
        Arguments.of("two", OF_THE_RFC + OF_THE_RFC),
        Arguments.of("long", OF_THE_RFC + " ".repeat(1_000)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("others")
  void anotherFileIsRefusedAndNotQuoted(String name, String text) throws IOException {
    write(text);

    assertThat(Failures.of(() -> IdentityFile.read(file))).isEqualTo(Reason.IDENTITY_FILE);
    assertThatThrownBy(() -> IdentityFile.read(file))
        .hasMessageContaining(file.toString())
        .hasMessageNotContainingAny("MC4", "AAAA");
  }
}
