package io.pawl.compose.broker;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble;
import org.apache.kafka.metadata.storage.Formatter;
import org.jspecify.annotations.Nullable;

/**
 * The broker's folder.
 *
 * @param path where it is
 * @param temporary whether it goes with the broker
 */
record DataFolder(Path path, boolean temporary) {
  /** Opens {@code given}, or a temporary folder, formatted for a single node. */
  static DataFolder open(@Nullable Path given) {
    DataFolder folder = create(given);
    try {
      folder.format();
      return folder;
    } catch (IOException | RuntimeException e) {
      folder.close();
      throw unusable(folder.path, e);
    }
  }

  private static DataFolder create(@Nullable Path given) {
    try {
      return given == null
          ? new DataFolder(Files.createTempDirectory("pawl-kafka-"), true)
          : new DataFolder(Files.createDirectories(given.toAbsolutePath()), false);
    } catch (IOException e) {
      throw unusable(given == null ? Path.of(System.getProperty("java.io.tmpdir")) : given, e);
    }
  }

  private static StartFailure unusable(Path path, Exception e) {
    return new StartFailure("the folder %s cannot be used: %s".formatted(path, e), e);
  }

  private void format() throws IOException {
    var loader = new MetaPropertiesEnsemble.Loader();
    loader.addLogDirs(List.of(path.toString()));
    String clusterId = loader.load().clusterId().orElseGet(() -> Uuid.randomUuid().toString());
    try (var quiet =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
      new Formatter()
          .setPrintStream(quiet)
          .setNodeId(ServerProperties.NODE_ID)
          .setClusterId(clusterId)
          .setControllerListenerName(ServerProperties.CONTROLLER)
          .addDirectory(path.toString())
          .setMetadataLogDirectory(path.toString())
          // A folder of an earlier run goes on where that one stopped.
          .setIgnoreFormatted(true)
          .run();
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /** Removes a temporary folder with all that is in it; leaves a given one. */
  void close() {
    if (!temporary) {
      return;
    }
    try {
      Files.walkFileTree(path, new Removal());
    } catch (NoSuchFileException alreadyGone) {
      // Removing twice is no failure.
    } catch (IOException e) {
      throw new UncheckedIOException("the folder " + path + " cannot be removed", e);
    }
  }

  /** Depth first. A file that goes by itself meanwhile is as good as removed. */
  private static final class Removal extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.deleteIfExists(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
      if (failure instanceof NoSuchFileException) {
        return FileVisitResult.CONTINUE;
      }
      throw failure;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
        throws IOException {
      Files.deleteIfExists(folder);
      return FileVisitResult.CONTINUE;
    }
  }
}
