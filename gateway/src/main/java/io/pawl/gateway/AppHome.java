package io.pawl.gateway;

import io.pawl.channel.vault.SqliteVault;
import io.pawl.channel.vault.VaultUnlock;
import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.Entropy;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * The folder of one app: who it is, its vault, and what it sent under idempotency keys.
 *
 * @param folder named by the app's id
 * @param mark of its vault
 */
record AppHome(Path folder, Path mark) {
  private static final String APP = "app.properties";
  private static final String REMOVING = "removing";

  String id() {
    return folder.getFileName().toString();
  }

  Path vault() {
    return folder.resolve("vault.db");
  }

  /** The channels of an app with custody {@code SELF}. */
  Path channels() {
    return folder.resolve("channels");
  }

  Path sent() {
    return folder.resolve("sent.db");
  }

  /**
   * Reads who the app is.
   *
   * @throws UncheckedIOException if the file is not there
   * @throws RuntimeException if it is not what was written
   */
  App read() {
    var file = new Properties();
    try (Reader reader = Files.newBufferedReader(folder.resolve(APP))) {
      file.load(reader);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new App(
        id(),
        file.getProperty("name"),
        Bytes.fromHex(file.getProperty("publicKey")),
        Bytes.fromHex(file.getProperty("identity")),
        Custody.valueOf(file.getProperty("custody")),
        Instant.parse(file.getProperty("createdAt")));
  }

  void write(App app) throws IOException {
    var properties = new Properties();
    properties.setProperty("name", app.name());
    properties.setProperty("publicKey", app.publicKey().toHex());
    properties.setProperty("identity", app.identity().toHex());
    properties.setProperty("custody", app.custody().name());
    properties.setProperty("createdAt", app.createdAt().toString());
    try (Writer writer = Files.newBufferedWriter(folder.resolve(APP))) {
      properties.store(writer, null);
    }
    sync(folder.resolve(APP));
  }

  /** From now on a start finishes the removal. */
  void markRemoving() throws IOException {
    Files.write(folder.resolve(REMOVING), new byte[0]);
    sync(folder);
  }

  boolean isRemoving() {
    return Files.exists(folder.resolve(REMOVING));
  }

  /** What was renamed or written is there after a power cut. */
  static void sync(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  void createVault(VaultUnlock unlock, Entropy entropy) {
    SqliteVault.create(vault(), mark, unlock, entropy);
  }

  SqliteVault openVault(VaultUnlock unlock, Entropy entropy) {
    return SqliteVault.open(vault(), mark, unlock, entropy);
  }

  /** Overwrites and deletes everything. What is gone already is no error. */
  void erase() throws IOException {
    Files.deleteIfExists(mark);
    List<Path> files;
    try (Stream<Path> listed = Files.list(folder)) {
      files = listed.toList();
    }
    for (Path file : files) {
      overwrite(file);
      Files.deleteIfExists(file);
    }
    Files.deleteIfExists(folder);
  }

  private static void overwrite(Path file) throws IOException {
    byte[] zeros = new byte[1 << 16];
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      long left = channel.size();
      while (left > 0) {
        int next = (int) Math.min(left, zeros.length);
        left -= channel.write(ByteBuffer.wrap(zeros, 0, next));
      }
      channel.force(true);
    }
  }
}
