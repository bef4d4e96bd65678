package io.pawl.compose.app;

import com.fasterxml.jackson.databind.JsonNode;
import io.pawl.compose.CommandFailure;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * What makes an app the app that it is: its Ed25519 key, and what the gateway calls it. Kept in a
 * properties file that only its owner can read.
 *
 * @param privateKey signs its tokens
 * @param publicKey 32 bytes, base64url, as the gateway knows it
 * @param app its id at its gateway; null before it is registered
 * @param identity of its peer on the log, base64url; null before it is registered
 */
public record AppIdentity(
    PrivateKey privateKey, String publicKey, @Nullable String app, @Nullable String identity) {
  private static final String ALGORITHM = "Ed25519";
  private static final int KEY_BYTES = 32;
  private static final String OWNER_ONLY = "rw-------";

  private static final String PRIVATE_KEY = "private-key";
  private static final String PUBLIC_KEY = "public-key";
  private static final String APP = "app";
  private static final String IDENTITY = "identity";

  /** A new key, in no file yet. */
  public static AppIdentity create() {
    try {
      KeyPair pair = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
      // An X.509 encoding of such a key ends in the key itself.
      byte[] encoded = pair.getPublic().getEncoded();
      byte[] key = Arrays.copyOfRange(encoded, encoded.length - KEY_BYTES, encoded.length);
      return new AppIdentity(
          pair.getPrivate(),
          Base64.getUrlEncoder().withoutPadding().encodeToString(key),
          null,
          null);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no " + ALGORITHM, e);
    }
  }

  /**
   * Reads it back.
   *
   * @throws CommandFailure if there is no such file, or it is another
   */
  static AppIdentity read(Path file) throws IOException {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (NoSuchFileException e) {
      throw new CommandFailure(
          file + " does not exist: 'pawl app --register NAME' makes an app's identity", e);
    } catch (IllegalArgumentException e) {
      throw notAnIdentity(file, e);
    }
    String privateKey = properties.getProperty(PRIVATE_KEY);
    String publicKey = properties.getProperty(PUBLIC_KEY);
    if (privateKey == null || publicKey == null) {
      throw notAnIdentity(file, null);
    }
    try {
      return new AppIdentity(
          KeyFactory.getInstance(ALGORITHM)
              .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(privateKey))),
          publicKey,
          properties.getProperty(APP),
          properties.getProperty(IDENTITY));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw notAnIdentity(file, e);
    }
  }

  private static CommandFailure notAnIdentity(Path file, @Nullable Exception cause) {
    String message = file + " is not the identity of an app";
    return cause == null ? new CommandFailure(message) : new CommandFailure(message, cause);
  }

  /**
   * Registers it.
   *
   * @param administration of a gateway
   * @return the same, as the gateway knows it
   */
  public AppIdentity register(String name, GatewayClient administration)
      throws InterruptedException {
    JsonNode registered =
        administration.post(
            "/apps",
            GatewayClient.JSON.createObjectNode().put("name", name).put("publicKey", publicKey));
    return new AppIdentity(
        privateKey,
        publicKey,
        registered.path("id").asText(),
        registered.path("identity").asText());
  }

  /** Writes it, in the place of what is there. */
  void write(Path file) throws IOException {
    StringBuilder text = new StringBuilder("# An app of Pawl: whoever has this file is the app.\n");
    append(text, PRIVATE_KEY, Base64.getEncoder().encodeToString(privateKey.getEncoded()));
    append(text, PUBLIC_KEY, publicKey);
    append(text, APP, app);
    append(text, IDENTITY, identity);
    Path folder = file.toAbsolutePath().getParent();
    Path whole =
        Files.createTempFile(
            folder,
            ".identity",
            "",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(OWNER_ONLY)));
    Files.writeString(whole, text);
    Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static void append(StringBuilder text, String name, @Nullable String value) {
    if (value != null) {
      text.append(name).append('=').append(value).append('\n');
    }
  }

  @Override
  public String toString() {
    return "AppIdentity[" + publicKey + "]";
  }
}
