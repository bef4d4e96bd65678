package io.pawl.compose.up;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.pawl.compose.CommandFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** A folder that one process has at a time: it holds the lock of a file with its process id. */
final class OwnedFolder implements AutoCloseable {
  private static final String PID = "pid";

  private final Path path;
  private final FileChannel channel;

  private OwnedFolder(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /**
   * Takes a folder, which is made if it does not exist.
   *
   * @throws CommandFailure if another process has it
   */
  static OwnedFolder take(Path path) throws IOException {
    Files.createDirectories(path);
    Path file = path.resolve(PID);
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      @Nullable FileLock lock = channel.tryLock();
      if (lock == null) {
        throw new CommandFailure(
            "%s is in use by process %s".formatted(path, Files.readString(file).strip()));
      }
      String pid = ProcessHandle.current().pid() + "\n";
      channel.truncate(0);
      var _ = channel.write(ByteBuffer.wrap(pid.getBytes(US_ASCII)), 0);
      return new OwnedFolder(path, channel);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  Path path() {
    return path;
  }

  /** Lets another process have it. */
  @Override
  public void close() throws IOException {
    channel.close();
  }
}
