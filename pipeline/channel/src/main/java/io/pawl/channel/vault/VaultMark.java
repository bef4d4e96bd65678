package io.pawl.channel.vault;

import io.pawl.channel.vault.VaultFailure.Reason;
import io.pawl.ratchet.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.OptionalLong;
import java.util.zip.CRC32C;

/**
 * The mark outside a vault: a number that grows with every change to it, in a file that no copy of
 * the vault brings back. The vault keeps the same number inside; whichever is behind tells of a
 * restore.
 *
 * <p>The file: {@code vault id[16] || u64 mark || CRC-32C}, overwritten in place, in one piece of
 * one sector.
 */
final class VaultMark {
  private static final int BODY = SqliteVault.NAME_LENGTH + Long.BYTES;
  private static final int LENGTH = BODY + Integer.BYTES;

  private final Path file;
  private final Bytes vault;

  VaultMark(Path file, Bytes vault) {
    this.file = file;
    this.vault = vault;
  }

  /**
   * What stands there; nothing if there is no mark, or none that can be read.
   *
   * @throws VaultFailure {@code FOREIGN_MARK}, {@code UNAVAILABLE}
   */
  OptionalLong read() {
    ByteBuffer content;
    try {
      content = ByteBuffer.wrap(Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      return OptionalLong.empty();
    } catch (IOException e) {
      throw VaultFailure.of(file, e);
    }
    if (content.remaining() != LENGTH || content.getInt(BODY) != checksum(content)) {
      return OptionalLong.empty();
    }
    byte[] name = new byte[SqliteVault.NAME_LENGTH];
    content.get(name);
    if (!Bytes.wrap(name).equals(vault)) {
      throw new VaultFailure(
          Reason.FOREIGN_MARK,
          "the mark " + file + " belongs to another vault; name the right one");
    }
    return OptionalLong.of(content.getLong());
  }

  /**
   * Raises it; durable when this returns.
   *
   * @throws VaultFailure {@code UNAVAILABLE}
   */
  void write(long mark) {
    ByteBuffer content = ByteBuffer.allocate(LENGTH).put(vault.toArray()).putLong(mark);
    content.putInt(checksum(content)).flip();
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      while (content.hasRemaining()) {
        channel.write(content, content.position());
      }
      channel.force(false);
    } catch (IOException e) {
      throw VaultFailure.of(file, e);
    }
  }

  private static int checksum(ByteBuffer content) {
    var crc = new CRC32C();
    crc.update(content.slice(0, BODY));
    return (int) crc.getValue();
  }
}
