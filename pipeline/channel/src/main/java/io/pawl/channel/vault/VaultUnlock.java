package io.pawl.channel.vault;

import io.pawl.ratchet.Secret;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/** What opens a vault. */
public sealed interface VaultUnlock {
  /** Overwrites what is secret in it. */
  void erase();

  /**
   * A passphrase, as UTF-8.
   *
   * @param text owned by this object
   */
  record Passphrase(Secret text) implements VaultUnlock {
    /** Of UTF-8, for one of Java's characters. */
    private static final int MAX_BYTES_EACH = 3;

    /**
     * Takes {@code characters} over and overwrites them.
     *
     * @throws IllegalArgumentException if there are none
     */
    public static Passphrase of(char[] characters) {
      byte[] room = new byte[characters.length * MAX_BYTES_EACH];
      ByteBuffer encoded = ByteBuffer.wrap(room);
      StandardCharsets.UTF_8
          .newEncoder()
          .onMalformedInput(CodingErrorAction.REPLACE)
          .encode(CharBuffer.wrap(characters), encoded, true);
      byte[] text = Arrays.copyOf(room, encoded.position());
      Arrays.fill(characters, '\0');
      Arrays.fill(room, (byte) 0);
      if (text.length == 0) {
        throw new IllegalArgumentException("a passphrase has at least one character");
      }
      return new Passphrase(Secret.owning(text));
    }

    @Override
    public void erase() {
      text.erase();
    }
  }

  /** A file as {@link KeyFile} makes them, that only its owner can read. */
  record InFile(Path file) implements VaultUnlock {
    @Override
    public void erase() {}
  }
}
