package io.pawl.compose.secure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * An authority and those whom it vouches for, as PEM files in a folder: {@code ca.pem} has its
 * certificate, {@code NAME.pem} a private key and its chain of certificates.
 */
final class Certificates {
  private static final String AUTHORITY = "ca";
  private static final char[] PASSWORD = "changeit".toCharArray();
  private static final int PEM_LINE = 64;

  private final Path folder;

  private Certificates(Path folder) {
    this.folder = folder;
  }

  /** Makes keys and certificates of {@code names}, for whoever is at 127.0.0.1. */
  static Certificates issue(Path folder, String... names)
      throws IOException, InterruptedException, GeneralSecurityException {
    var certificates = new Certificates(folder);
    certificates.keyPair(AUTHORITY, "-ext", "bc:c");
    for (String name : names) {
      certificates.keyPair(name, "-signer", AUTHORITY, "-ext", "san=ip:127.0.0.1");
    }
    certificates.export(names);
    return certificates;
  }

  private void keyPair(String name, String... more) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                name,
                "-dname",
                "CN=" + name,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-keystore",
                store().toString(),
                "-storepass",
                new String(PASSWORD)));
    command.addAll(List.of(more));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("keytool.log").toFile())
            .start();
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).isZero();
  }

  private void export(String... names) throws IOException, GeneralSecurityException {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream file = Files.newInputStream(store())) {
      keys.load(file, PASSWORD);
    }
    Files.writeString(authority(), pem("CERTIFICATE", keys.getCertificate(AUTHORITY).getEncoded()));
    for (String name : names) {
      var text = new StringBuilder(pem("PRIVATE KEY", keys.getKey(name, PASSWORD).getEncoded()));
      for (Certificate certificate : keys.getCertificateChain(name)) {
        text.append(pem("CERTIFICATE", certificate.getEncoded()));
      }
      Files.writeString(of(name), text);
    }
  }

  private static String pem(String kind, byte[] der) {
    var base64 =
        Base64.getMimeEncoder(PEM_LINE, "\n".getBytes(StandardCharsets.US_ASCII))
            .encodeToString(der);
    return "-----BEGIN %s-----%n%s%n-----END %s-----%n".formatted(kind, base64, kind);
  }

  private Path store() {
    return folder.resolve("all.p12");
  }

  /** What everybody trusts. */
  Path authority() {
    return folder.resolve(AUTHORITY + ".pem");
  }

  /** The key and certificates of one of them. */
  Path of(String name) {
    return folder.resolve(name + ".pem");
  }
}
