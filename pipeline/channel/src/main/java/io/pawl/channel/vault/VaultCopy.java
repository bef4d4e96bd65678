package io.pawl.channel.vault;

import io.pawl.channel.vault.VaultFailure.Reason;
import io.pawl.ratchet.Entropy;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Copies a vault while another process uses it. The file is copied as it is, between two
 * transactions: what was erased before is not in it, and whoever uses the vault waits for as long
 * as the reading takes. No mark is copied, so the copy counts as an old one wherever it is opened.
 */
public final class VaultCopy {
  private static final String UNFINISHED = ".vault-copy-";

  private VaultCopy() {}

  /**
   * Writes a copy that only its owner can read. It gets its name when it is on the disk and has
   * been opened with everything in it; whatever fails or is killed before leaves no such file.
   *
   * @param copy must not exist
   * @return what is in the copy
   * @throws VaultFailure as {@link SqliteVault#open}, and {@code EXISTS}; {@code LOCKED} only if
   *     this process itself has the vault open; {@code UNAVAILABLE} also if a crash left a
   *     transaction that the next opening undoes
   */
  public static VaultKeys.Found write(Path file, Path copy, VaultUnlock unlock, Entropy entropy) {
    if (Files.exists(copy)) {
      throw exists(copy, null);
    }
    Path folder = copy.toAbsolutePath().normalize().resolveSibling("");
    try {
      Path unfinished = Files.createTempDirectory(folder, UNFINISHED);
      try {
        Path begun = unfinished.resolve("vault");
        read(file, begun);
        VaultKeys.Found found = check(file, begun, unlock, entropy);
        Files.move(begun, copy);
        try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
          names.force(true);
        }
        return found;
      } finally {
        delete(unfinished);
      }
    } catch (FileAlreadyExistsException e) {
      throw exists(copy, e);
    } catch (IOException e) {
      throw VaultFailure.of(copy, e);
    }
  }

  private static VaultFailure exists(Path copy, @Nullable IOException cause) {
    return new VaultFailure(Reason.EXISTS, copy + " exists already", cause);
  }

  private static void read(Path file, Path begun) throws IOException {
    OpenFiles.Claim claim = OpenFiles.claim(file);
    try {
      FileHead.check(file);
      try (Turn turn = Turn.of(claim)) {
        turn.take();
        checkSettled(claim.file());
        copy(file, begun);
      }
    } finally {
      claim.release();
    }
  }

  /** A journal with something in it, in our turn, is of a process that ended within its own. */
  private static void checkSettled(Path file) throws IOException {
    Path journal = file.resolveSibling(file.getFileName() + "-journal");
    if (Files.exists(journal) && Files.size(journal) > 0) {
      throw new VaultFailure(
          Reason.UNAVAILABLE,
          "whoever used the vault %s did not end in order; open it once, with pawl vault check, and"
                  .formatted(file)
              + " copy it then");
    }
  }

  private static void copy(Path file, Path begun) throws IOException {
    try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ);
        FileChannel out =
            FileChannel.open(begun, SecretFile.newFile(), SecretFile.ownersOnly(begun))) {
      long size = in.size();
      long done = 0;
      while (done < size) {
        done += in.transferTo(done, size - done, out);
      }
      out.force(true);
    }
  }

  private static VaultKeys.Found check(Path file, Path begun, VaultUnlock unlock, Entropy entropy) {
    try {
      return VaultKeys.check(begun, unlock, entropy);
    } catch (VaultFailure e) {
      throw new VaultFailure(
          e.reason(), "the copy of %s is not kept: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static void delete(Path folder) throws IOException {
    List<Path> left;
    try (Stream<Path> files = Files.list(folder)) {
      left = files.toList();
    }
    for (Path file : left) {
      Files.delete(file);
    }
    Files.delete(folder);
  }
}
