package io.pawl.channel;

import io.micrometer.core.instrument.MeterRegistry;
import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Entropy;
import io.pawl.ratchet.SigningKey;
import io.pawl.stream.LogWriter;
import io.pawl.stream.PartitionReader;
import io.pawl.stream.PartitionSource;
import io.pawl.stream.PartitionStream;
import io.pawl.stream.SourceSettings;
import io.pawl.stream.codec.Codec;
import io.pawl.stream.codec.PatientDecoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * One process's connection to Kafka as a peer: one reader, one writer, one set of worker threads,
 * shared by any number of identities and channels. Safe for use by many threads.
 */
public final class ChannelClient implements AutoCloseable {
  /** How often channels without traffic are looked at: overlaps that end, idle refreshes. */
  private static final Duration TICK = Duration.ofSeconds(1);

  /** The reader's poll and its consumer's leave; what workers were given. */
  private static final Duration STOP = Duration.ofSeconds(1);

  /** Searches that wait for the one before; a further one fails. */
  private static final int SEARCHES = 100_000;

  private static final int SEARCH_THREAD_SECONDS = 60;

  private final Connection connection;
  private final PartitionSource source;

  /** Threads that may block: searches of the past, one at a time. */
  private final Scheduler blocking;

  private final Map<TopicPartition, Sinks.One<PartitionStream>> streams;
  private final List<PartitionIntake> intakes = new ArrayList<>();
  private final Stragglers stragglers;
  private final InvitationDesk desk;
  private final ApprovalDesk approvalDesk;
  private final LostChannelDesk lostDesk;
  private final Map<Bytes, Peer> peers = new ConcurrentHashMap<>();
  private final Disposable clock;
  private final AtomicBoolean closed = new AtomicBoolean();

  private ChannelClient(ClientSettings settings, Connection connection, Scheduler blocking) {
    this.connection = connection;
    this.blocking = blocking;
    String accepted = settings.topics().accepted();
    String invitations = settings.topics().invitations();
    this.streams = sinks(connection.partitions(), accepted, invitations);
    this.source =
        PartitionSource.ofPartitions(
            SourceSettings.of(settings.client(), IsolationLevel.READ_COMMITTED), streams.keySet());
    Map<TopicPartition, Mono<PartitionStream>> invited = new HashMap<>();
    this.stragglers = new Stragglers(connection, readers(settings, IsolationLevel.READ_COMMITTED));
    for (int partition = 0; partition < connection.partitions(); partition++) {
      var ofAccepted = new TopicPartition(accepted, partition);
      intakes.add(new PartitionIntake(connection, ofAccepted, stream(ofAccepted), stragglers));
      var ofInvitations = new TopicPartition(invitations, partition);
      invited.put(ofInvitations, stream(ofInvitations));
    }
    this.desk =
        new InvitationDesk(
            connection, invited, readers(settings, IsolationLevel.READ_COMMITTED), blocking);
    source.partitions().subscribe(this::assigned, this::failed);
    List<TopicPartition> allAccepted = intakes.stream().map(PartitionIntake::partition).toList();
    PatientDecoder decoder = new PatientDecoder(connection.codec(), settings.patience());
    this.approvalDesk =
        new ApprovalDesk(
            connection,
            allAccepted,
            readers(settings, IsolationLevel.READ_COMMITTED),
            decoder,
            blocking);
    this.lostDesk =
        new LostChannelDesk(decoder, allAccepted, readers(settings, IsolationLevel.READ_COMMITTED));
    this.clock =
        Flux.interval(TICK, connection.workers())
            .onBackpressureDrop()
            .subscribe(tick -> peers.values().forEach(Peer::elapse));
  }

  private static Map<TopicPartition, Sinks.One<PartitionStream>> sinks(
      int partitions, String... topics) {
    Map<TopicPartition, Sinks.One<PartitionStream>> sinks = new HashMap<>();
    for (String topic : topics) {
      for (int partition = 0; partition < partitions; partition++) {
        sinks.put(new TopicPartition(topic, partition), Sinks.one());
      }
    }
    return sinks;
  }

  /**
   * Connects; waits for the brokers, at most for the settings' patience.
   *
   * @param meters where the client counts
   * @throws io.pawl.stream.BrokerUnavailable without an answer in time
   */
  public static ChannelClient connect(ClientSettings settings, Codec codec, MeterRegistry meters) {
    return connect(settings, codec, meters, new PlatformEntropy());
  }

  /** As above, with another source of random bytes; a known one makes every key known. */
  static ChannelClient connect(
      ClientSettings settings, Codec codec, MeterRegistry meters, Entropy entropy) {
    String logTopic = settings.topics().log();
    LogWriter writer =
        LogWriter.connect(
            settings.client(),
            Set.of(logTopic),
            LogWriter.DEFAULT_BUFFER_BYTES,
            settings.patience());
    var offsets = new LogOffsets(settings.client(), logTopic);
    var decoder = new PatientDecoder(codec, settings.patience());
    Scheduler blocking =
        Schedulers.newBoundedElastic(1, SEARCHES, "pawl-search", SEARCH_THREAD_SECONDS, true);
    try {
      return new ChannelClient(
          settings,
          new Connection(
              logTopic,
              offsets.partitions(settings.patience()),
              codec,
              writer,
              offsets,
              settings.processors(),
              entropy,
              settings.limits(),
              settings.delivery(),
              new ChannelMetrics(meters),
              new LogSearch(readers(settings, IsolationLevel.READ_UNCOMMITTED), blocking, decoder),
              new AcceptedSearch(
                  readers(settings, IsolationLevel.READ_COMMITTED), blocking, decoder),
              workers(),
              settings.refresh()),
          blocking);
    } catch (RuntimeException e) {
      writer.close();
      offsets.close();
      blocking.dispose();
      throw e;
    }
  }

  private static Supplier<PartitionReader> readers(
      ClientSettings settings, IsolationLevel isolation) {
    return () -> PartitionReader.connect(settings.client(), isolation, settings.patience());
  }

  private static Scheduler workers() {
    return Schedulers.newParallel("pawl-channel", Runtime.getRuntime().availableProcessors(), true);
  }

  /**
   * Adds an identity, with the default floor under policies.
   *
   * @param vault of this identity alone
   * @throws IllegalStateException if the identity is here already, or the client is closed
   */
  public Peer peer(SigningKey identity, Vault vault) {
    return peer(identity, vault, PolicyFloor.DEFAULT);
  }

  /** Adds an identity that demands {@code floor} of policies. */
  public Peer peer(SigningKey identity, Vault vault, PolicyFloor floor) {
    var peer = new Peer(this, connection, identity, vault, floor);
    if (peers.putIfAbsent(peer.identity(), peer) != null) {
      throw new IllegalStateException("peer " + peer.identity() + " is here already");
    }
    if (closed.get()) {
      peer.close();
      throw new IllegalStateException("the client is closed");
    }
    return peer;
  }

  void forget(Peer peer) {
    peers.remove(peer.identity(), peer);
  }

  PartitionIntake intake(ChannelId channel) {
    return intakes.get(channel.partition(connection.partitions()));
  }

  /**
   * Offers of channels to an identity whose keys are elsewhere: the pending ones, then new ones as
   * they come; see {@link Peer#invitations}.
   *
   * @param identity Ed25519, 32 bytes
   */
  public Flux<Invited> invited(Bytes identity) {
    return desk.invitations(identity);
  }

  /**
   * The accepted records of a channel whose keys are elsewhere, in order, and those that come, as
   * they are asked for: whoever is slow holds up nobody. Each subscription reads anew.
   *
   * <p>Errors with {@link ChannelFailure.Unreadable}: records from there on are gone, the offset is
   * not reached yet, or brokers are away; and when the client closes.
   *
   * @param from the first offset, in the channel's partition of accepted records; negative for all
   *     that is retained
   */
  public Flux<FeedEntry> records(ChannelId channel, long from) {
    return RecordFeed.of(connection, intake(channel), channel, from);
  }

  /**
   * Appends a record of an identity whose keys are elsewhere to the log, as it is; gives its
   * offset. Nothing is checked here. Errors with {@link ChannelFailure.NotWritten}.
   *
   * @param value the record's bytes, which must not change any more
   */
  public Mono<Long> append(ChannelId channel, byte[] value) {
    return connection.append(channel, value);
  }

  /** Reads and writes the records of its topics. */
  public Codec codec() {
    return connection.codec();
  }

  /** The channel's partition, of the log and of every other topic. */
  public int partition(ChannelId channel) {
    return channel.partition(connection.partitions());
  }

  /** A recent offset of the channel's partition of the log, for an OPEN. */
  public Mono<Long> anchor(ChannelId channel) {
    return connection.offsets().anchors().map(anchors -> anchors.anchor(channel));
  }

  /** Channels of that identity that are not closed and not known. */
  Mono<LostChannelDesk.Found> lost(Bytes identity, Set<ChannelId> known) {
    return lostDesk.find(identity, known);
  }

  Flux<PendingApproval> approvals(Peer peer) {
    return approvalDesk.approvals(peer);
  }

  private Mono<PartitionStream> stream(TopicPartition partition) {
    return sink(partition).asMono();
  }

  private Sinks.One<PartitionStream> sink(TopicPartition partition) {
    Sinks.One<PartitionStream> sink = streams.get(partition);
    if (sink == null) {
      throw new IllegalStateException(partition + " was not asked for");
    }
    return sink;
  }

  private void assigned(PartitionStream stream) {
    // There is nothing to hand over: a peer commits nothing, and closes without waiting for that.
    stream.release();
    sink(stream.topicPartition()).tryEmitValue(stream);
  }

  /** What is being read hears of it by itself; this is for what would begin. */
  private void failed(Throwable error) {
    streams.values().forEach(sink -> sink.tryEmitError(error));
  }

  /**
   * Lets go of all peers and channels without closing them, and erases their keys from memory.
   * Sends that the log has not taken within 2 s fail; without any it takes a few ms. Blocks.
   */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    clock.dispose();
    List.copyOf(peers.values()).forEach(Peer::close);
    desk.close();
    approvalDesk.close();
    lostDesk.close();
    stragglers.close();
    Mono<Void> searched =
        blocking.disposeGracefully().timeout(STOP).onErrorResume(e -> cutOff()).cache();
    searched.subscribe();
    Mono<Void> stopped = source.stop().timeout(STOP, Mono.empty()).cache();
    stopped.subscribe();
    connection.writer().close();
    connection.offsets().close();
    Mono.when(stopped, searched).block();
    finish(connection.workers(), STOP);
    connection.metrics().close();
  }

  /** Lets workers do what they were given: sends are failed there, and keys erased. Blocks. */
  static void finish(Scheduler workers, Duration patience) {
    workers.disposeGracefully().timeout(patience).onErrorComplete().block();
    workers.dispose();
  }

  /** Interrupts a search that takes too long, which Kafka's consumer complains about. */
  private Mono<Void> cutOff() {
    blocking.dispose();
    return Mono.empty();
  }
}
