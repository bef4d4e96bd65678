package io.pawl.stream.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.function.Supplier;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * A registry in a file, for a system on one machine: any number of processes share it, and it
 * survives them. A line for each version of a subject, in the order of registration: subject, tab,
 * schema. Lines are only ever added.
 */
final class FileRegistry implements SchemaRegistry {
  private static final char TAB = '\t';

  /** A file's lock is a process's; within this one, this is. */
  private static final Object PROCESS = new Object();

  private final Path file;

  // Guarded by PROCESS.
  private RegisteredSchemas schemas = new RegisteredSchemas();

  FileRegistry(Path file) {
    this.file = file;
  }

  @Override
  public Mono<Schema> schema(int id) {
    return Mono.fromCallable(() -> inProcess(() -> find(id)))
        .subscribeOn(Schedulers.boundedElastic());
  }

  private static <T> T inProcess(Supplier<T> action) {
    synchronized (PROCESS) {
      return action.get();
    }
  }

  private Schema find(int id) {
    try {
      return schemas.find(id);
    } catch (RegistryException.UnknownId e) {
      // Another process may have registered it since.
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
          var _ = channel.lock(0, Long.MAX_VALUE, true)) {
        read(channel);
      } catch (NoSuchFileException none) {
        throw e;
      } catch (IOException broken) {
        throw unavailable(broken);
      }
      return schemas.find(id);
    }
  }

  @Override
  public Mono<Integer> register(String subject, Schema schema) {
    return Mono.fromCallable(() -> inProcess(() -> add(subject, schema)))
        .subscribeOn(Schedulers.boundedElastic());
  }

  private int add(String subject, Schema schema) {
    try (FileChannel channel =
            FileChannel.open(
                file,
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        var _ = channel.lock()) {
      long end = read(channel);
      boolean isNew = !schemas.holds(subject, schema);
      int id = schemas.add(subject, schema);
      if (isNew) {
        append(channel, end, subject + TAB + schema + '\n');
      }
      return id;
    } catch (IOException e) {
      throw unavailable(e);
    }
  }

  /** Where the last whole line ends: what follows it is left from a process that was killed. */
  private long read(FileChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(channel.size()));
    while (bytes.hasRemaining() && channel.read(bytes, bytes.position()) >= 0) {}
    String text = new String(bytes.array(), 0, bytes.position(), UTF_8);
    String whole = text.substring(0, text.lastIndexOf('\n') + 1);
    RegisteredSchemas found = new RegisteredSchemas();
    for (String line : whole.lines().toList()) {
      int tab = line.indexOf(TAB);
      try {
        var _ =
            found.add(
                line.substring(0, Math.max(tab, 0)),
                new Schema.Parser().parse(line.substring(tab + 1)));
      } catch (AvroRuntimeException e) {
        throw new IOException("line '%s' is not a subject, a tab and a schema".formatted(line), e);
      }
    }
    schemas = found;
    return whole.getBytes(UTF_8).length;
  }

  private static void append(FileChannel channel, long end, String line) throws IOException {
    channel.truncate(end);
    ByteBuffer bytes = UTF_8.encode(line);
    for (long at = end; bytes.hasRemaining(); ) {
      at += channel.write(bytes, at);
    }
    channel.force(true);
  }

  private RegistryException unavailable(IOException e) {
    return new RegistryException.Unavailable(
        "the registry file %s cannot be used: %s"
            .formatted(file, Objects.requireNonNullElse(e.getMessage(), e.toString())),
        e);
  }

  /** Nothing is held between calls. */
  @Override
  public void close() {}
}
