package io.pawl.processor;

import io.pawl.ratchet.AgreementKey;
import io.pawl.ratchet.Entropy;
import io.pawl.ratchet.GrantKeys;
import io.pawl.ratchet.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;

/**
 * The processors' X25519 private keys as people keep them: text with one key per line, each the
 * Base64 of 32 bytes; empty lines and those that begin with {@code #} are skipped. All keys that a
 * record of the log still names stay in it when a new one is added.
 *
 * <p>No message of this class has anything of a key in it.
 */
public final class PrivateKeys {
  /** Bytes of a key. */
  private static final int KEY_LENGTH = 32;

  /** Far more rotations than anybody keeps, and a file given by mistake is not read whole. */
  private static final int MAX_FILE_BYTES = 64 << 10;

  private PrivateKeys() {}

  /**
   * Reads a file of keys.
   *
   * @throws IOException if it cannot be read
   * @throws IllegalArgumentException if it is not such a file, with the number of the line
   */
  public static List<AgreementKey> read(Path file) throws IOException {
    if (Files.size(file) > MAX_FILE_BYTES) {
      throw new IllegalArgumentException("it is larger than %d bytes".formatted(MAX_FILE_BYTES));
    }
    byte[] text = Files.readAllBytes(file);
    try {
      return parse(text);
    } finally {
      Arrays.fill(text, (byte) 0);
    }
  }

  /**
   * The keys of {@code text}; a comma separates as the end of a line does.
   *
   * @throws IllegalArgumentException as {@link #read}
   */
  public static List<AgreementKey> parse(String text) {
    return parse(text.replace(',', '\n').getBytes(StandardCharsets.UTF_8));
  }

  private static List<AgreementKey> parse(byte[] text) {
    List<AgreementKey> keys = new ArrayList<>();
    int line = 1;
    int start = 0;
    for (int end = 0; end <= text.length; end++) {
      if (end < text.length && text[end] != '\n') {
        continue;
      }
      byte[] entry = strip(text, start, end);
      if (entry.length != 0 && entry[0] != '#') {
        keys.add(key(entry, line));
      }
      line++;
      start = end + 1;
    }
    if (keys.isEmpty()) {
      throw new IllegalArgumentException("it holds no key");
    }
    return List.copyOf(keys);
  }

  private static byte[] strip(byte[] text, int start, int end) {
    int from = start;
    int to = end;
    while (from < to && text[from] <= ' ') {
      from++;
    }
    while (to > from && text[to - 1] <= ' ') {
      to--;
    }
    return Arrays.copyOfRange(text, from, to);
  }

  private static AgreementKey key(byte[] entry, int line) {
    byte[] scalar;
    try {
      scalar = Base64.getDecoder().decode(entry);
    } catch (IllegalArgumentException e) {
      // Its message quotes what it could not decode.
      scalar = new byte[0];
    } finally {
      Arrays.fill(entry, (byte) 0);
    }
    if (scalar.length != KEY_LENGTH) {
      throw new IllegalArgumentException(
          "line %d is not the Base64 of %d bytes".formatted(line, KEY_LENGTH));
    }
    return AgreementKey.of(Secret.owning(scalar));
  }

  /**
   * Writes a new key into a new file that only its owner can read.
   *
   * @return the key
   * @throws IOException if the file exists already or cannot be written
   */
  public static AgreementKey generate(Path file, Entropy entropy) throws IOException {
    byte[] scalar = entropy.bytes(KEY_LENGTH);
    byte[] encoded = Base64.getEncoder().encode(scalar);
    AgreementKey key = AgreementKey.of(Secret.owning(scalar));
    byte[] head =
        "# Pawl processors' private key (X25519) with id %s and public key%n# %s%n"
            .formatted(
                GrantKeys.idOf(key.publicKey()).toHex(),
                Base64.getEncoder().encodeToString(key.publicKey().toArray()))
            .getBytes(StandardCharsets.UTF_8);
    // The mode belongs to the creation: between a creation and a change of mode anybody could open.
    try (var channel =
        Files.newByteChannel(
            file,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      for (byte[] part : List.of(head, encoded, new byte[] {'\n'})) {
        var buffer = java.nio.ByteBuffer.wrap(part);
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
      }
    } finally {
      Arrays.fill(encoded, (byte) 0);
    }
    return key;
  }
}
