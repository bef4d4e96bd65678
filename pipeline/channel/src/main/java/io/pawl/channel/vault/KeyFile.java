package io.pawl.channel.vault;

import io.pawl.channel.vault.VaultFailure.Reason;
import io.pawl.ratchet.Entropy;
import io.pawl.ratchet.Secret;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Set;

/** A file with a key that opens a vault: one line, the Base64 of 32 random bytes. */
public final class KeyFile {
  /** Bytes of the key. */
  static final int KEY_LENGTH = 32;

  /** The line, its end, and room for an editor's: a file given by mistake is not read whole. */
  private static final int MAX_BYTES = 64;

  private static final Set<PosixFilePermission> OWNERS =
      EnumSet.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE);

  private KeyFile() {}

  /**
   * Writes a new key into a new file that only its owner can read.
   *
   * @throws VaultFailure {@code EXISTS}, {@code UNAVAILABLE}
   */
  public static void create(Path file, Entropy entropy) {
    byte[] key = entropy.bytes(KEY_LENGTH);
    byte[] line = Arrays.copyOf(Base64.getEncoder().encode(key), 45);
    line[44] = '\n';
    Arrays.fill(key, (byte) 0);
    try (FileChannel channel = FileChannel.open(file, newFile(), ownersOnly(file))) {
      var left = ByteBuffer.wrap(line);
      while (left.hasRemaining()) {
        channel.write(left);
      }
      channel.force(true);
    } catch (FileAlreadyExistsException e) {
      throw new VaultFailure(
          Reason.EXISTS, file + " exists already, and may hold a key that is in use", e);
    } catch (IOException e) {
      throw VaultFailure.of(file, e);
    } finally {
      Arrays.fill(line, (byte) 0);
    }
  }

  /**
   * The key in a file.
   *
   * @throws VaultFailure {@code MISSING}, {@code KEY_FILE}, {@code UNAVAILABLE}
   */
  static Secret read(Path file) {
    byte[] text;
    try {
      if (Files.getFileStore(file).supportsFileAttributeView("posix")
          && !OWNERS.containsAll(Files.getPosixFilePermissions(file))) {
        throw bad(file, "others than its owner can use it; chmod 600 " + file);
      }
      if (Files.size(file) > MAX_BYTES) {
        throw bad(file, "it is too long for one");
      }
      text = Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new VaultFailure(Reason.MISSING, "there is no key file " + file, e);
    } catch (IOException e) {
      throw VaultFailure.of(file, e);
    }
    try {
      return decode(file, text);
    } finally {
      Arrays.fill(text, (byte) 0);
    }
  }

  private static Secret decode(Path file, byte[] text) {
    int end = text.length;
    while (end > 0 && text[end - 1] <= ' ') {
      end--;
    }
    byte[] line = Arrays.copyOf(text, end);
    byte[] key;
    try {
      key = Base64.getDecoder().decode(line);
    } catch (IllegalArgumentException e) {
      // Its message quotes what it could not decode.
      key = new byte[0];
    } finally {
      Arrays.fill(line, (byte) 0);
    }
    if (key.length != KEY_LENGTH) {
      throw bad(file, "it is not the Base64 of " + KEY_LENGTH + " bytes");
    }
    return Secret.owning(key);
  }

  private static VaultFailure bad(Path file, String why) {
    return new VaultFailure(Reason.KEY_FILE, file + " is no key file: " + why);
  }

  static Set<StandardOpenOption> newFile() {
    return EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  /** The mode belongs to the creation: between it and a change of mode anybody could open. */
  static FileAttribute<?>[] ownersOnly(Path file) {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }
}
