package io.pawl.compose.demo;

import io.pawl.compose.CommandFailure;
import io.pawl.ratchet.Sender;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Objects;

/**
 * The lines of an input, byte for byte, whatever their encoding: what stands between line feeds,
 * without them. A last line without a line feed counts; carriage returns belong to their line.
 *
 * <p>The input is mapped, not read into the heap, so that its size does not matter; 8 bytes of heap
 * per line say where each begins.
 */
public final class Lines implements AutoCloseable {
  /** The longest line that a message of the demo carries. */
  public static final int MAX_LINE_BYTES = Sender.maxPayload(DemoSettings.POLICY);

  private static final int INITIAL_LINES = 1_024;
  private static final byte LINE_FEED = '\n';

  private final Arena arena;
  private final MemorySegment text;

  /** Where each line begins, and one more: where the line behind the last one would. */
  private final long[] begins;

  private final int count;

  private Lines(Arena arena, MemorySegment text) {
    this.arena = arena;
    this.text = text;
    long[] found = new long[INITIAL_LINES];
    int lines = 0;
    for (long at = 0; at < text.byteSize(); lines++) {
      if (lines + 1 == found.length) {
        found = Arrays.copyOf(found, 2 * found.length);
      }
      at = checked(lines, at, endOfLine(text, at)) + 1;
      found[lines + 1] = at;
    }
    this.begins = found;
    this.count = lines;
  }

  private static long endOfLine(MemorySegment text, long begin) {
    long at = begin;
    while (at < text.byteSize() && text.get(ValueLayout.JAVA_BYTE, at) != LINE_FEED) {
      at++;
    }
    return at;
  }

  private static long checked(int line, long begin, long end) {
    if (end - begin > MAX_LINE_BYTES) {
      throw new CommandFailure(
          "line %d of the input has %d bytes; a message carries at most %d"
              .formatted(line + 1, end - begin, MAX_LINE_BYTES));
    }
    return end;
  }

  /** The lines of {@code text}. */
  public static Lines of(byte[] text) {
    return new Lines(Arena.ofAuto(), MemorySegment.ofArray(text));
  }

  /**
   * The lines of a file, or of a pipe or device.
   *
   * @throws CommandFailure if it is a folder, or a line is too long
   * @throws IOException if it cannot be read
   */
  public static Lines of(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new CommandFailure(file + " is a folder, not a file");
    }
    if (Files.isRegularFile(file) && Files.size(file) > 0) {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
        return mapped(channel);
      }
    }
    try (InputStream in = Files.newInputStream(file)) {
      return of(in);
    }
  }

  /**
   * The lines of a stream, read to its end and kept in a temporary file that is gone when this is
   * closed or the JVM ends.
   *
   * @throws CommandFailure if a line is too long
   * @throws IOException if it cannot be read, or there is no room for it
   */
  public static Lines of(InputStream in) throws IOException {
    Path spool = Files.createTempFile("pawl-input-", ".txt");
    try (FileChannel channel =
        FileChannel.open(
            spool,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE)) {
      OutputStream out = Channels.newOutputStream(channel);
      in.transferTo(out);
      // The mapping outlives the file's name.
      return mapped(channel);
    }
  }

  private static Lines mapped(FileChannel channel) throws IOException {
    Arena arena = Arena.ofShared();
    try {
      return new Lines(arena, channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena));
    } catch (IOException | RuntimeException e) {
      arena.close();
      throw e;
    }
  }

  /** Number of lines. */
  public int count() {
    return count;
  }

  /** Number of bytes, line feeds included. */
  public long bytes() {
    return text.byteSize();
  }

  /**
   * A line, from 0.
   *
   * @throws IndexOutOfBoundsException if there is no such line
   */
  public byte[] line(int index) {
    long begin = begins[Objects.checkIndex(index, count)];
    return text.asSlice(begin, begins[index + 1] - 1 - begin).toArray(ValueLayout.JAVA_BYTE);
  }

  /** Number of lines that fall to one of several senders, which take turns. */
  public int share(int sender, int senders) {
    return (count - sender + senders - 1) / senders;
  }

  /** The {@code index}th line that falls to one of several senders, which take turns. */
  public byte[] line(int sender, int senders, int index) {
    return line(Math.addExact(sender, Math.multiplyExact(index, senders)));
  }

  @Override
  public void close() {
    if (arena.scope().isAlive() && text.isMapped()) {
      arena.close();
    }
  }
}
