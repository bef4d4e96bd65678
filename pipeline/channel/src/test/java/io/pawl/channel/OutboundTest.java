package io.pawl.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Direction;
import io.pawl.ratchet.Envelope;
import io.pawl.ratchet.Kind;
import io.pawl.ratchet.LogRecord;
import io.pawl.ratchet.Offer;
import io.pawl.ratchet.Position;
import io.pawl.ratchet.Reason;
import io.pawl.ratchet.SlotChain;
import io.pawl.stream.LogWriter;
import io.pawl.stream.codec.Decoded;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

@ExtendWith(Broker.Resolver.class)
class OutboundTest {
  /** min(W, &Delta;) of {@link TestDeployment#SMALL}. */
  private static final int MOST_UNACKNOWLEDGED = 16;

  private static final ChannelLimits LIMITS = new ChannelLimits(1, 1, 40, 1 << 20, 1);

  private final ChannelId channel = new ChannelId(1, 2);
  private final SteppedLog log = new SteppedLog();
  private final GatedVault vault = new GatedVault();
  private TestDeployment deployment;
  private Outbound outbound;

  @BeforeEach
  void begin(Broker broker) {
    deployment = TestDeployment.silent(broker, 20);
    outbound = outbound(log);
  }

  @AfterEach
  void end() {
    deployment.close();
  }

  @Test
  void nothingIsSealedBeforeItsSlotIsClaimed() {
    var sent = outbound.send(new byte[1]).toFuture();

    assertThat(vault.claims()).containsExactly(0L);
    assertThat(log.attempts()).isEmpty();

    vault.answer(null);
    awaitUnanswered(1);
    log.answer(null);
    assertThat(sent).succeedsWithin(TestDeployment.PATIENCE).isEqualTo(sent(0, 0, 0));
  }

  @Test
  void withoutTrafficNoSlotIsClaimed() {
    assertThat(vault.claims()).isEmpty();
  }

  @Test
  void theNextSlotIsClaimedFromTheMiddleOfThePresentOne() {
    vault.open();
    for (int i = 0; i < MOST_UNACKNOWLEDGED; i++) {
      outbound.send(new byte[1]).subscribe();
    }
    assertThat(vault.claims()).containsExactly(0L);
    awaitUnanswered(MOST_UNACKNOWLEDGED);
    answerAll();

    outbound.send(new byte[1]).subscribe();

    await()
        .atMost(TestDeployment.PATIENCE)
        .untilAsserted(() -> assertThat(vault.claims()).containsExactly(0L, 1L));
  }

  @Test
  void aClaimThatFailsFailsTheSendAndIsAskedForAgain() {
    var failed = outbound.send(new byte[1]).toFuture();
    vault.answer(new IllegalStateException("no room on the disk"));
    assertThatThrownBy(failed::join)
        .hasCauseInstanceOf(ChannelFailure.VaultUnavailable.class)
        .hasMessageContaining("no room on the disk");
    assertThat(log.attempts()).isEmpty();

    var sent = outbound.send(new byte[1]).toFuture();
    await().atMost(TestDeployment.PATIENCE).until(() -> vault.waiting() == 1);
    vault.answer(null);
    awaitUnanswered(1);
    log.answer(null);

    assertThat(sent).succeedsWithin(TestDeployment.PATIENCE).isEqualTo(sent(0, 0, 0));
  }

  @Test
  void noMoreIsUnacknowledgedThanAGapMayHold() {
    vault.open();
    for (int i = 0; i < 2 * MOST_UNACKNOWLEDGED; i++) {
      outbound.send(new byte[1]).subscribe();
    }
    awaitUnanswered(MOST_UNACKNOWLEDGED);
    assertThat(log.attempts()).hasSize(MOST_UNACKNOWLEDGED);
    assertThat(outbound.unacknowledged()).isEqualTo(MOST_UNACKNOWLEDGED);

    log.answer(null);

    awaitUnanswered(MOST_UNACKNOWLEDGED);
    assertThat(log.attempts()).hasSize(MOST_UNACKNOWLEDGED + 1);
  }

  @Test
  void whatTheLogRefusesIsRepeatedInOrderAsTheSameBytes() {
    vault.open();
    var first = outbound.send(new byte[] {1}).toFuture();
    var second = outbound.send(new byte[] {2}).toFuture();
    awaitUnanswered(2);

    log.answer(new TopicAuthorizationException("not allowed"));
    log.answer(new TopicAuthorizationException("not allowed"));
    assertThatThrownBy(first::join).hasCauseInstanceOf(ChannelFailure.NotWritten.class);
    assertThatThrownBy(second::join).hasCauseInstanceOf(ChannelFailure.NotWritten.class);
    var third = outbound.send(new byte[] {3}).toFuture();
    awaitUnanswered(3);
    answerAll();

    assertThat(third).succeedsWithin(TestDeployment.PATIENCE).isEqualTo(sent(0, 2, 2));
    List<ProducerRecord<byte[], byte[]>> attempts = log.attempts();
    assertThat(attempts).hasSize(5);
    assertThat(attempts.get(2)).isSameAs(attempts.get(0));
    assertThat(attempts.get(3)).isSameAs(attempts.get(1));
    assertThat(envelope(attempts.get(4)).position()).isEqualTo(new Position(1, 0, 2));
  }

  @Test
  void aFullWriterIsWaitedForAndNothingIsLostOrReordered(Broker broker) {
    vault.open();
    try (var oneAtATime =
        LogWriter.connect(
            broker.client(), Set.of(deployment.topics().log()), 1, TestDeployment.PATIENCE)) {
      var narrow = outbound(oneAtATime);
      int count = 200;

      List<Sent> sent =
          Flux.range(0, count)
              .flatMapSequential(i -> narrow.send(new byte[4]), 30)
              .collectList()
              .blockOptional(TestDeployment.PATIENCE)
              .orElseThrow();

      assertThat(sent).extracting(Sent::logOffset).isSorted().doesNotHaveDuplicates();
      assertThat(sent)
          .extracting(Sent::position)
          .isEqualTo(
              IntStream.range(0, count).mapToObj(i -> new Position(1, i / 32, i % 32)).toList());
    }
  }

  @Test
  void moreSendsThanMayWaitFailAtOnce() {
    var waiting = IntStream.range(0, 40).mapToObj(i -> outbound.send(new byte[1]).toFuture());
    List<CompletableFuture<Sent>> all = waiting.toList();

    var oneTooMany = outbound.send(new byte[1]).toFuture();

    assertThatThrownBy(oneTooMany::join)
        .hasCauseInstanceOf(ChannelFailure.TooManyWaiting.class)
        .hasMessageContaining("40 messages");
    assertThat(all).noneMatch(CompletableFuture::isDone);
  }

  @Test
  void aSendThatIsCancelledBeforeItsSealIsNotSent() {
    var cancelled = outbound.send(new byte[] {1}).subscribe();
    var sent = outbound.send(new byte[] {2}).toFuture();
    cancelled.dispose();

    vault.answer(null);
    awaitUnanswered(1);
    log.answer(null);

    assertThat(sent).succeedsWithin(TestDeployment.PATIENCE).isEqualTo(sent(0, 0, 0));
    assertThat(log.attempts()).hasSize(1);
  }

  @Test
  void anEndFailsWhatWaitsAndLetsTheLogAnswerTheRest() {
    vault.open();
    var inFlight = outbound.send(new byte[1]).toFuture();
    awaitUnanswered(1);
    for (int i = 1; i < MOST_UNACKNOWLEDGED; i++) {
      outbound.send(new byte[1]).subscribe();
    }
    awaitUnanswered(MOST_UNACKNOWLEDGED);
    var waits = outbound.send(new byte[1]).toFuture();

    outbound.end(new ChannelFailure.Closed(channel));

    assertThatThrownBy(waits::join).hasCauseInstanceOf(ChannelFailure.Closed.class);
    log.answer(null);
    assertThat(inFlight).succeedsWithin(TestDeployment.PATIENCE);
    assertThatThrownBy(() -> outbound.send(new byte[1]).block())
        .isInstanceOf(ChannelFailure.Closed.class);
  }

  @Test
  void finishingWaitsForEverythingThatWasTaken() {
    vault.open();
    outbound.send(new byte[1]).subscribe();
    awaitUnanswered(1);

    var finished = outbound.finish().toFuture();
    assertThat(finished).isNotDone();
    log.answer(null);

    assertThat(finished).succeedsWithin(TestDeployment.PATIENCE);
    assertThatThrownBy(() -> outbound.send(new byte[1]).block())
        .isInstanceOf(ChannelFailure.Closed.class);
  }

  @Test
  void finishingThatFailsMayBeAskedForAgain() {
    vault.open();
    outbound.send(new byte[1]).subscribe(sent -> {}, error -> {});
    awaitUnanswered(1);
    var failed = outbound.finish().toFuture();
    log.answer(new TopicAuthorizationException("not allowed"));
    assertThatThrownBy(failed::join).hasCauseInstanceOf(ChannelFailure.NotWritten.class);

    var finished = outbound.finish().toFuture();
    awaitUnanswered(1);
    log.answer(null);

    assertThat(finished).succeedsWithin(TestDeployment.PATIENCE);
    assertThat(log.attempts().get(1)).isSameAs(log.attempts().get(0));
  }

  @Test
  void nothingOvertakesAnEnvelopeThatWaitsForItsNote() {
    vault.open();
    Sinks.Empty<Void> kept = Sinks.empty();
    var noted = outbound.send(new byte[1], sealed -> kept.asMono()).toFuture();
    var next = outbound.send(new byte[1]).toFuture();
    await().atMost(TestDeployment.PATIENCE).until(() -> outbound.unacknowledged() == 2);
    assertThat(log.attempts()).isEmpty();

    kept.tryEmitEmpty();

    awaitUnanswered(2);
    answerAll();
    assertThat(noted).succeedsWithin(TestDeployment.PATIENCE).isEqualTo(sent(0, 0, 0));
    assertThat(next).succeedsWithin(TestDeployment.PATIENCE).isEqualTo(sent(0, 1, 1));
  }

  @Test
  void allThatAreSealedAreNotedAtOnceAndWrittenInOrder() {
    vault.open();
    List<Sinks.Empty<Void>> notes = new CopyOnWriteArrayList<>();
    List<Sealed> sealed = new CopyOnWriteArrayList<>();
    for (int i = 0; i < 3; i++) {
      outbound
          .send(
              new byte[1],
              each -> {
                Sinks.Empty<Void> kept = Sinks.empty();
                sealed.add(each);
                notes.add(kept);
                return kept.asMono();
              })
          .subscribe();
    }
    await().atMost(TestDeployment.PATIENCE).until(() -> notes.size() == 3);
    notes.get(2).tryEmitEmpty();
    notes.get(1).tryEmitEmpty();
    assertThat(outbound.drained().toFuture()).isNotDone();
    assertThat(log.attempts()).isEmpty();

    notes.get(0).tryEmitEmpty();

    awaitUnanswered(3);
    assertThat(log.attempts())
        .map(this::envelope)
        .map(each -> new Sealed(each.position(), each.tag(), 0))
        .isEqualTo(sealed);
  }

  @Test
  void anEnvelopeWhoseNoteFailsIsWrittenAndTheCallerHearsOfIt() {
    vault.open();
    var unkept = new IllegalStateException("no room on the disk");
    var failed = outbound.send(new byte[1], sealed -> Mono.error(unkept)).toFuture();
    var thrown =
        outbound
            .send(
                new byte[1],
                sealed -> {
                  throw unkept;
                })
            .toFuture();
    var next = outbound.send(new byte[1]).toFuture();
    awaitUnanswered(3);
    answerAll();

    assertThatThrownBy(failed::join).hasCause(unkept);
    assertThatThrownBy(thrown::join).hasCause(unkept);
    assertThat(next).succeedsWithin(TestDeployment.PATIENCE).isEqualTo(sent(0, 2, 2));
  }

  @Test
  void whatWaitsForItsNoteDoesNotOvertakeWhatTheLogRefused() {
    vault.open();
    Sinks.Empty<Void> kept = Sinks.empty();
    outbound.send(new byte[1]).subscribe(sent -> {}, error -> {});
    outbound.send(new byte[1], sealed -> kept.asMono()).subscribe(sent -> {}, error -> {});
    outbound.send(new byte[1]).subscribe(sent -> {}, error -> {});
    awaitUnanswered(1);
    await().atMost(TestDeployment.PATIENCE).until(() -> outbound.unacknowledged() == 3);
    var drained = outbound.drained().toFuture();
    log.answer(new TopicAuthorizationException("not allowed"));
    assertThatThrownBy(drained::join).hasCauseInstanceOf(ChannelFailure.NotWritten.class);
    kept.tryEmitEmpty();

    var last = outbound.send(new byte[1]).toFuture();
    for (int answered = 0; answered < 4; answered++) {
      await().atMost(TestDeployment.PATIENCE).until(() -> log.unanswered() > 0);
      log.answer(null);
    }

    assertThat(last).succeedsWithin(TestDeployment.PATIENCE).isEqualTo(sent(0, 3, 3));
    assertThat(log.attempts()).map(each -> envelope(each).counter()).containsExactly(0, 0, 1, 2, 3);
  }

  @Test
  void whatWaitsForItsNoteAtTheEndIsGivenUp() {
    vault.open();
    Sinks.Empty<Void> kept = Sinks.empty();
    var waits = outbound.send(new byte[1], sealed -> kept.asMono()).toFuture();
    await().atMost(TestDeployment.PATIENCE).until(() -> outbound.unacknowledged() == 1);
    var settled = outbound.settled(new Position(1, 0, 0)).toFuture();
    assertThat(settled).isNotDone();

    outbound.end(new ChannelFailure.Closed(channel));

    assertThatThrownBy(waits::join).hasCauseInstanceOf(ChannelFailure.Closed.class);
    // Not before that: a turn that was under way would still have written it.
    kept.tryEmitEmpty();
    assertThat(settled).succeedsWithin(TestDeployment.PATIENCE);
    assertThat(log.attempts()).isEmpty();
  }

  @Test
  void anEnvelopeWithANoteIsSettledOnceTheLogHasItWhateverFollows() {
    vault.open();
    var refused = outbound.send(new byte[1], sealed -> Mono.empty()).toFuture();
    awaitUnanswered(1);
    log.answer(new TopicAuthorizationException("not allowed"));
    assertThatThrownBy(refused::join).hasCauseInstanceOf(ChannelFailure.NotWritten.class);

    var settled = outbound.settled(new Position(1, 0, 0)).toFuture();
    awaitUnanswered(1);
    outbound.send(new byte[1]).subscribe();
    awaitUnanswered(2);
    assertThat(settled).isNotDone();
    log.answer(null);

    assertThat(settled).succeedsWithin(TestDeployment.PATIENCE);
    // The note hears of it a moment before it is counted.
    await().atMost(TestDeployment.PATIENCE).until(() -> outbound.unacknowledged() == 1);
    assertThat(outbound.settled(new Position(1, 0, 0)).toFuture()).isCompleted();
  }

  private Outbound outbound(LogWriter writer) {
    Offer offer =
        new Offer(
            Kind.OPEN,
            channel,
            1,
            Direction.INITIATOR,
            Bytes.EMPTY,
            Bytes.EMPTY,
            Bytes.EMPTY,
            Bytes.EMPTY,
            Reason.ROUTINE,
            0,
            TestDeployment.SMALL,
            Bytes.EMPTY);
    var sending =
        SendingEpoch.begin(
            offer, Direction.INITIATOR, SlotChain.at(0, deployment.secret()), deployment.secret());
    return new Outbound(
        deployment.connection(writer, LIMITS),
        vault,
        channel,
        TestDeployment.SMALL,
        sending,
        0,
        () -> {});
  }

  private static Sent sent(long slot, int counter, long offset) {
    return new Sent(new Position(1, slot, counter), offset);
  }

  private Envelope envelope(ProducerRecord<byte[], byte[]> record) {
    return deployment.codec().decodeLog(record.value())
            instanceof Decoded.Value<LogRecord>(Envelope envelope)
        ? envelope
        : org.assertj.core.api.Assertions.fail("not an envelope");
  }

  private void awaitUnanswered(int count) {
    await().atMost(Duration.ofSeconds(10)).until(() -> log.unanswered() == count);
  }

  private void answerAll() {
    for (int left = log.unanswered(); left > 0; left--) {
      log.answer(null);
    }
  }
}
