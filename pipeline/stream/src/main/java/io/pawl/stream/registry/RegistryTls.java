package io.pawl.stream.registry;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** TLS as configured under {@code schema.registry.ssl.}: whom to trust, and who we are. */
final class RegistryTls {
  private static final String PREFIX = "schema.registry.ssl.";

  private static final Set<String> KNOWN =
      Set.of(
          "truststore.location",
          "truststore.password",
          "truststore.type",
          "keystore.location",
          "keystore.password",
          "keystore.type",
          "key.password");

  private RegistryTls() {}

  /**
   * The context that the configuration asks for, null if it asks for none.
   *
   * @throws IllegalArgumentException if a store cannot be read, or a key is not understood: a
   *     setting of TLS that is passed over in silence is a hole
   */
  static @Nullable SSLContext context(Map<String, String> config) {
    for (String key : config.keySet()) {
      if (key.startsWith(PREFIX) && !KNOWN.contains(key.substring(PREFIX.length()))) {
        throw new IllegalArgumentException(key + " is not understood");
      }
    }
    String trust = config.get(PREFIX + "truststore.location");
    String key = config.get(PREFIX + "keystore.location");
    if (trust == null && key == null) {
      return null;
    }
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          key == null ? null : keys(config, key),
          trust == null ? null : trusted(config, trust),
          null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("TLS for the schema registry: " + e.getMessage(), e);
    }
  }

  private static TrustManager[] trusted(Map<String, String> config, String location)
      throws GeneralSecurityException {
    boolean pem = "PEM".equalsIgnoreCase(config.get(PREFIX + "truststore.type"));
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(pem ? certificates(location) : store(config, "truststore", location));
    return factory.getTrustManagers();
  }

  private static KeyManager[] keys(Map<String, String> config, String location)
      throws GeneralSecurityException {
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    String password = config.get(PREFIX + "key.password");
    factory.init(
        store(config, "keystore", location),
        (password == null ? config.getOrDefault(PREFIX + "keystore.password", "") : password)
            .toCharArray());
    return factory.getKeyManagers();
  }

  /** A JKS or PKCS 12 file; which of the two it says itself. */
  private static KeyStore store(Map<String, String> config, String name, String location)
      throws GeneralSecurityException {
    String type = config.getOrDefault(PREFIX + name + ".type", "PKCS12");
    if (!type.equalsIgnoreCase("JKS") && !type.equalsIgnoreCase("PKCS12")) {
      throw new IllegalArgumentException(PREFIX + name + ".type is not understood: " + type);
    }
    String password = config.get(PREFIX + name + ".password");
    try {
      return KeyStore.getInstance(
          new File(location), password == null ? null : password.toCharArray());
    } catch (IOException e) {
      throw unreadable(name, location, e);
    }
  }

  private static KeyStore certificates(String location) throws GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(new File(location).toPath())) {
      store.load(null, null);
      int number = 0;
      for (Certificate certificate :
          CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("trusted-" + number++, certificate);
      }
      return store;
    } catch (IOException e) {
      throw unreadable("truststore", location, e);
    }
  }

  private static IllegalArgumentException unreadable(String name, String location, IOException e) {
    return new IllegalArgumentException(
        "the schema registry's " + name + " " + location + " cannot be read: " + e.getMessage(), e);
  }
}
