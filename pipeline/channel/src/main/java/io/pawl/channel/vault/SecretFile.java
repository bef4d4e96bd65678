package io.pawl.channel.vault;

import io.pawl.channel.vault.VaultFailure.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/**
 * Small files with a secret, which only their owner can read.
 *
 * @param kind what such a file is called
 * @param unfit why another file is refused
 * @param mostBytes that are read: a file given by mistake is not read whole
 */
record SecretFile(String kind, Reason unfit, int mostBytes) {
  private static final Set<PosixFilePermission> OWNERS =
      EnumSet.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE);

  /**
   * Writes a new file, to the disk.
   *
   * @param text erased by whoever has it
   * @throws VaultFailure {@code EXISTS}, {@code UNAVAILABLE}
   */
  void create(Path file, byte[] text) {
    try (FileChannel channel = FileChannel.open(file, newFile(), ownersOnly(file))) {
      var left = ByteBuffer.wrap(text);
      while (left.hasRemaining()) {
        channel.write(left);
      }
      channel.force(true);
    } catch (FileAlreadyExistsException e) {
      throw new VaultFailure(
          Reason.EXISTS, file + " exists already, and may hold a key that is in use", e);
    } catch (IOException e) {
      throw VaultFailure.of(file, e);
    }
  }

  /**
   * What is in a file; erased by whoever asks.
   *
   * @throws VaultFailure {@code MISSING}, the one of this kind, {@code UNAVAILABLE}
   */
  byte[] read(Path file) {
    try {
      if (Files.getFileStore(file).supportsFileAttributeView("posix")
          && !OWNERS.containsAll(Files.getPosixFilePermissions(file))) {
        throw bad(file, "others than its owner can use it; chmod 600 " + file);
      }
      if (Files.size(file) > mostBytes) {
        throw bad(file, "it is too long for one");
      }
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new VaultFailure(Reason.MISSING, "there is no " + kind + " " + file, e);
    } catch (IOException e) {
      throw VaultFailure.of(file, e);
    }
  }

  VaultFailure bad(Path file, String why) {
    return new VaultFailure(unfit, file + " is no " + kind + ": " + why);
  }

  static Set<? extends OpenOption> newFile() {
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
