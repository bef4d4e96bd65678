package io.pawl.load.scenario;

import io.pawl.load.outputs.Tail;
import io.pawl.ratchet.Close;
import io.pawl.ratchet.Envelope;
import io.pawl.stream.LogOffset;
import io.pawl.stream.Topics;
import io.pawl.stream.codec.Accepted;
import io.pawl.stream.codec.Codec;
import io.pawl.stream.codec.Decoded;
import io.pawl.stream.codec.Rejection;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Reads outcomes as they become visible: enters each into the ledger, and lets peers open it. */
final class Outcomes implements AutoCloseable {
  private final Topics topics;
  private final Codec codec;
  private final Ledger ledger;
  private final Reception reception;
  private final Consumer<Exception> failures;
  private final Tail tail;

  /**
   * Begins with what is written from now on.
   *
   * @param failures told what is no outcome
   */
  Outcomes(LoadedSystem system, Ledger ledger, Reception reception, Consumer<Exception> failures) {
    this.topics = system.topics();
    this.codec = system.codec();
    this.ledger = ledger;
    this.reception = reception;
    this.failures = failures;
    this.tail =
        Tail.startAtEnd(
            system.client(),
            List.of(topics.accepted(), topics.rejected()),
            system.log().partitions(),
            this::take);
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    long seen = System.nanoTime();
    if (record.topic().equals(topics.rejected())) {
      if (codec.decodeRejected(record.value()) instanceof Decoded.Value<Rejection>(var refused)) {
        ledger.told(record.partition(), refused.logOffset(), refused.code(), seen);
      } else {
        fail(record);
      }
      return;
    }
    OptionalLong offset = LogOffset.read(record.headers());
    if (offset.isEmpty()) {
      // An event, which follows from a record that has its outcome.
      return;
    }
    ledger.told(record.partition(), offset.getAsLong(), Ledger.ACCEPTED, seen);
    if (codec.decodeAccepted(record.value()) instanceof Decoded.Value<Accepted>(var accepted)
        && accepted instanceof Accepted.Passed(var passed)) {
      switch (passed) {
        case Envelope envelope -> reception.open(envelope);
        case Close close -> reception.forget(close.channel());
        default -> {
          // A handshake.
        }
      }
    } else {
      fail(record);
    }
  }

  private void fail(ConsumerRecord<byte[], byte[]> record) {
    failures.accept(
        new IllegalStateException(
            "the record at %s-%d@%d is no outcome"
                .formatted(record.topic(), record.partition(), record.offset())));
  }

  @Override
  public void close() {
    tail.close();
  }
}
