package io.pawl.channel.vault;

import io.pawl.channel.vault.VaultFailure.Reason;
import io.pawl.ratchet.Secret;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/**
 * A file with an identity's private key, outside of its vault: PKCS#8 in PEM (RFC 5958, RFC 7468;
 * of Ed25519, RFC 8410), as {@code openssl genpkey -algorithm ed25519} writes it too. It says of
 * which kind its key is, so no other key is taken for an identity by mistake.
 */
public final class IdentityFile {
  private static final int SEED_LENGTH = 32;
  private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
  private static final String END = "-----END PRIVATE KEY-----";

  /** Version 1, id-Ed25519, and an octet string in an octet string, before the seed. */
  private static final byte[] HEAD = HexFormat.of().parseHex("302e020100300506032b657004220420");

  /** Base64 of the head and the seed. */
  private static final int ENCODED_LENGTH = (HEAD.length + SEED_LENGTH) / 3 * 4;

  /** The text, and room for an editor's ends of lines. */
  private static final SecretFile FORM =
      new SecretFile("file of an Ed25519 identity", Reason.IDENTITY_FILE, 256);

  private IdentityFile() {}

  /**
   * Writes an identity into a new file that only its owner can read.
   *
   * @param seed of its Ed25519 key, 32 bytes; erased by whoever has it
   * @throws VaultFailure {@code EXISTS}, {@code UNAVAILABLE}
   */
  static void create(Path file, Secret seed) {
    byte[] plain = seed.toArray();
    byte[] key = Arrays.copyOf(HEAD, HEAD.length + SEED_LENGTH);
    System.arraycopy(plain, 0, key, HEAD.length, SEED_LENGTH);
    byte[] encoded = Base64.getEncoder().encode(key);
    byte[] text =
        ByteBuffer.allocate(BEGIN.length() + encoded.length + END.length() + 3)
            .put(ascii(BEGIN + "\n"))
            .put(encoded)
            .put(ascii("\n" + END + "\n"))
            .array();
    try {
      FORM.create(file, text);
    } finally {
      erase(plain, key, encoded, text);
    }
  }

  /**
   * The seed of the Ed25519 key in a file, 32 bytes.
   *
   * @throws VaultFailure {@code MISSING}, {@code IDENTITY_FILE}, {@code UNAVAILABLE}
   */
  public static Secret read(Path file) {
    byte[] text = FORM.read(file);
    byte[] key = decode(text);
    try {
      if (key.length != HEAD.length + SEED_LENGTH
          || !Arrays.equals(HEAD, Arrays.copyOf(key, HEAD.length))) {
        throw FORM.bad(file, "it is not the PKCS#8 of an Ed25519 key alone, in PEM");
      }
      return Secret.owning(Arrays.copyOfRange(key, HEAD.length, key.length));
    } finally {
      erase(text, key);
    }
  }

  /** What stands between the two lines; nothing if that is not all there is. */
  private static byte[] decode(byte[] text) {
    byte[] begin = solid(ascii(BEGIN));
    byte[] end = solid(ascii(END));
    byte[] all = solid(text);
    int to = begin.length + ENCODED_LENGTH;
    boolean framed =
        all.length == to + end.length
            && Arrays.equals(all, 0, begin.length, begin, 0, begin.length)
            && Arrays.equals(all, to, all.length, end, 0, end.length);
    byte[] encoded = framed ? Arrays.copyOfRange(all, begin.length, to) : new byte[0];
    try {
      return Base64.getDecoder().decode(encoded);
    } catch (IllegalArgumentException e) {
      // Its message quotes what it could not decode.
      return new byte[0];
    } finally {
      erase(all, encoded);
    }
  }

  /** Without white space. */
  private static byte[] solid(byte[] text) {
    byte[] solid = new byte[text.length];
    int length = 0;
    for (byte each : text) {
      if (each > ' ' || each < 0) {
        solid[length++] = each;
      }
    }
    byte[] exact = Arrays.copyOf(solid, length);
    erase(solid);
    return exact;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static void erase(byte[]... all) {
    for (byte[] each : all) {
      Arrays.fill(each, (byte) 0);
    }
  }
}
