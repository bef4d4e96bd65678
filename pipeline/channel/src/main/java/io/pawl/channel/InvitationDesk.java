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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
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
import reactor.core.scheduler.Schedulers;

/**
 * Reads the invitations of all peers of a client. New ones come from one reader; whoever begins to
 * listen is told of the pending ones by a reading of the compacted topic from its beginning, which
 * all that ask at about the same time share.
 */
final class InvitationDesk implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(InvitationDesk.class);

  /** Between a reading that failed and the next attempt. */
  private static final int PAUSE_MILLIS = 1_000;

  private final Connection connection;
  private final Map<TopicPartition, Mono<PartitionStream>> streams;
  private final Supplier<PartitionReader> readers;

  /** Reads from the beginning, and may block; nothing else here does. */
  private final Scheduler blocking = Schedulers.newSingle("pawl-invitations", true);

  private final Map<Bytes, List<InvitationBook>> books = new ConcurrentHashMap<>();
  private final Queue<InvitationBook> joining = new ConcurrentLinkedQueue<>();
  private final AtomicInteger joins = new AtomicInteger();
  private final Disposable.Composite live = Disposables.composite();
  private final Mono<Void> started;

  /**
   * @param streams of each partition of the topic
   * @param readers a new read_committed reader, which is closed here
   */
  InvitationDesk(
      Connection connection,
      Map<TopicPartition, Mono<PartitionStream>> streams,
      Supplier<PartitionReader> readers) {
    this.connection = connection;
    this.streams = Map.copyOf(streams);
    this.readers = readers;
    this.started = Flux.fromIterable(this.streams.keySet()).flatMap(this::followNew).then().cache();
  }

  /** The pending invitations of {@code peer}, then the new ones. */
  Flux<Invitation> invitations(Peer peer) {
    // The book gives no more than was asked for.
    return Flux.create(subscriber -> listen(peer, subscriber), FluxSink.OverflowStrategy.ERROR);
  }

  private void listen(Peer peer, FluxSink<Invitation> subscriber) {
    int limit = connection.limits().invitations();
    var book = new InvitationBook(peer, limit, connection.metrics(), subscriber, this::join);
    books.computeIfAbsent(peer.identity(), identity -> new CopyOnWriteArrayList<>()).add(book);
    subscriber.onRequest(n -> book.deliver());
    subscriber.onDispose(() -> leave(book));
    // What is new is followed first: so nothing falls between the two.
    started.subscribe(nothing -> {}, book::fail, () -> join(book));
  }

  private void leave(InvitationBook book) {
    books.computeIfPresent(
        book.peer().identity(),
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
    wake();
  }

  private void wake() {
    if (joins.getAndIncrement() == 0) {
      blocking.schedule(this::readForAll);
    }
  }

  private void readForAll() {
    int missed = joins.get();
    do {
      List<InvitationBook> readers = new ArrayList<>();
      for (InvitationBook next = joining.poll(); next != null; next = joining.poll()) {
        readers.add(next);
      }
      if (!readers.isEmpty()) {
        readFor(readers);
      }
      missed = joins.addAndGet(-missed);
    } while (missed != 0);
  }

  private void readFor(List<InvitationBook> joined) {
    Map<Bytes, List<InvitationBook>> only = new HashMap<>();
    for (InvitationBook book : joined) {
      only.computeIfAbsent(book.peer().identity(), identity -> new ArrayList<>()).add(book);
    }
    try (PartitionReader reader = readers.get()) {
      for (TopicPartition partition : streams.keySet()) {
        long end = reader.end(partition);
        reader.read(
            partition,
            reader.beginning(partition),
            end,
            chunk -> chunk.forEach(record -> tell(only, record)));
      }
      joined.forEach(InvitationBook::readingEnds);
    } catch (RuntimeException e) {
      if (!blocking.isDisposed()) {
        log.warn("pending invitations cannot be read now, and will be: {}", e.getMessage());
        joining.addAll(joined);
        blocking.schedule(this::wake, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
      }
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
      book.invited(new Invitation(book.peer(), offer, logOffset), record.offset());
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
    live.dispose();
    blocking.dispose();
  }
}
