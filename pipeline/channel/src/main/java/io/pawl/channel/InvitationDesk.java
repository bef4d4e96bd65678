package io.pawl.channel;

import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.Kind;
import io.pawl.ratchet.LogRecord;
import io.pawl.ratchet.Offer;
import io.pawl.ratchet.Verification;
import io.pawl.stream.InvitationKey;
import io.pawl.stream.LogOffset;
import io.pawl.stream.PartitionReader;
import io.pawl.stream.PartitionStream;
import io.pawl.stream.codec.Decoded;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Reads the invitations of all identities of a client. New ones come from one reader; whoever
 * begins to listen is told of the pending ones by a reading of the compacted topic from its
 * beginning, which all that ask at about the same time share.
 */
final class InvitationDesk implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(InvitationDesk.class);

  /** Between a reading that failed and the next attempt. */
  private static final int PAUSE_MILLIS = 1_000;

  private final Connection connection;
  private final Map<TopicPartition, Mono<PartitionStream>> streams;
  private final Supplier<PartitionReader> readers;

  /** Reads from the beginning, and may block; nothing else here does. */
  private final Scheduler blocking;

  private final Map<Bytes, List<InvitationBook>> books = new ConcurrentHashMap<>();
  private final Queue<InvitationBook> joining = new ConcurrentLinkedQueue<>();
  private final Turns turns;
  private final Disposable.Composite live = Disposables.composite();
  private final Mono<Void> started;
  private volatile boolean closed;

  /**
   * @param streams of each partition of the topic
   * @param readers a new read_committed reader, which is closed here
   * @param blocking a thread that may block
   */
  InvitationDesk(
      Connection connection,
      Map<TopicPartition, Mono<PartitionStream>> streams,
      Supplier<PartitionReader> readers,
      Scheduler blocking) {
    this.connection = connection;
    this.streams = Map.copyOf(streams);
    this.readers = readers;
    this.blocking = blocking;
    // Without threads the client has closed, and nobody listens any more.
    this.turns = new Turns(blocking::schedule, this::readForAll, () -> {});
    this.started = Flux.fromIterable(this.streams.keySet()).flatMap(this::followNew).then().cache();
  }

  /** The pending invitations of {@code identity}, then the new ones. */
  Flux<Invited> invitations(Bytes identity) {
    // The book gives no more than was asked for.
    return Flux.create(subscriber -> listen(identity, subscriber), FluxSink.OverflowStrategy.ERROR);
  }

  private void listen(Bytes identity, FluxSink<Invited> subscriber) {
    int limit = connection.limits().invitations();
    var book = new InvitationBook(identity, limit, connection.metrics(), subscriber, this::join);
    books.computeIfAbsent(identity, it -> new CopyOnWriteArrayList<>()).add(book);
    subscriber.onRequest(n -> book.deliver());
    subscriber.onDispose(() -> leave(book));
    // What is new is followed first: so nothing falls between the two.
    started.subscribe(nothing -> {}, book::fail, () -> join(book));
  }

  private void leave(InvitationBook book) {
    books.computeIfPresent(
        book.identity(),
        (identity, all) -> {
          all.remove(book);
          return all.isEmpty() ? null : all;
        });
  }

  private Mono<Void> followNew(TopicPartition partition) {
    Mono<PartitionStream> stream = streams.getOrDefault(partition, Mono.empty());
    return Mono.zip(stream, connection.offsets().end(partition))
        .doOnNext(found -> follow(found.getT1(), found.getT2()))
        .then();
  }

  private void follow(PartitionStream stream, long from) {
    live.add(
        stream
            .from(from)
            .publishOn(connection.workers(), 1)
            .subscribe(chunk -> chunk.forEach(record -> tell(books, record)), this::fail));
  }

  private void fail(Throwable error) {
    books.values().forEach(all -> all.forEach(book -> book.fail(error)));
  }

  private void join(InvitationBook book) {
    book.readingBegins();
    joining.add(book);
    turns.wake();
  }

  private void readForAll() {
    List<InvitationBook> readers = new ArrayList<>();
    for (InvitationBook next = joining.poll(); next != null; next = joining.poll()) {
      readers.add(next);
    }
    if (!readers.isEmpty() && !closed) {
      readFor(readers);
    }
  }

  private void readFor(List<InvitationBook> joined) {
    Map<Bytes, List<InvitationBook>> only = new HashMap<>();
    for (InvitationBook book : joined) {
      only.computeIfAbsent(book.identity(), identity -> new ArrayList<>()).add(book);
    }
    try (PartitionReader reader = readers.get()) {
      for (TopicPartition partition : streams.keySet()) {
        if (closed) {
          return;
        }
        readPending(reader, partition, only);
      }
      joined.forEach(InvitationBook::readingEnds);
    } catch (RuntimeException e) {
      if (!closed) {
        log.warn("pending invitations cannot be read now, and will be: {}", e.getMessage());
        joining.addAll(joined);
        blocking.schedule(turns::wake, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
      }
    }
  }

  /**
   * Twice, since only the end of the partition tells what is still pending, and the invitations
   * themselves are too many to hold: the first time for their offsets. Those are no more than the
   * OPENs that a processor lets wait, 100,000.
   */
  private void readPending(
      PartitionReader reader, TopicPartition partition, Map<Bytes, List<InvitationBook>> only) {
    Map<InvitationKey, Long> pending = new LinkedHashMap<>();
    long beginning = reader.beginning(partition);
    long end = reader.end(partition);
    reader.read(
        partition, beginning, end, chunk -> chunk.forEach(record -> note(pending, only, record)));
    if (!pending.isEmpty()) {
      Set<Long> offsets = new HashSet<>(pending.values());
      reader.read(
          partition,
          Collections.min(offsets),
          end,
          chunk -> {
            for (ConsumerRecord<byte[], byte[]> record : chunk) {
              if (offsets.contains(record.offset())) {
                tell(only, record);
              }
            }
          });
    }
  }

  private static void note(
      Map<InvitationKey, Long> pending,
      Map<Bytes, List<InvitationBook>> only,
      ConsumerRecord<byte[], byte[]> record) {
    InvitationKey key = InvitationKey.read(record.key());
    if (key == null || !only.containsKey(key.responder())) {
      return;
    }
    if (record.value() == null) {
      pending.remove(key);
    } else {
      pending.put(key, record.offset());
    }
  }

  private void tell(
      Map<Bytes, List<InvitationBook>> listeners, ConsumerRecord<byte[], byte[]> record) {
    InvitationKey key = InvitationKey.read(record.key());
    if (key == null) {
      connection.metrics().ignored(ChannelMetrics.Ignored.MALFORMED);
      return;
    }
    List<InvitationBook> concerned = listeners.getOrDefault(key.responder(), List.of());
    if (concerned.isEmpty()) {
      return;
    }
    if (record.value() == null) {
      concerned.forEach(book -> book.settled(key.channel(), record.offset()));
      return;
    }
    Offer offer = offer(record.value());
    long logOffset = LogOffset.read(record.headers()).orElse(-1);
    if (offer == null
        || logOffset < 0
        || !offer.channel().equals(key.channel())
        || !offer.responder().equals(key.responder())
        || Verification.offer(offer) != null) {
      connection.metrics().ignored(ChannelMetrics.Ignored.FORGED);
      return;
    }
    for (InvitationBook book : concerned) {
      book.invited(new Invited(offer, logOffset), record.offset());
    }
  }

  /**
   * The OPEN in these bytes; null if there is none. A schema that is not known here is none:
   * processors write offers in the version that all of them know.
   */
  private @Nullable Offer offer(byte[] value) {
    return connection.codec().decodeLog(value) instanceof Decoded.Value<LogRecord>(Offer offer)
            && offer.kind() == Kind.OPEN
        ? offer
        : null;
  }

  @Override
  public void close() {
    closed = true;
    live.dispose();
  }
}
