package io.pawl.load.scenario;

import io.pawl.load.traffic.LogAppender;
import io.pawl.load.traffic.LogProducer;
import io.pawl.ratchet.Verdict;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Writes to the log, and enters each record into the ledger with what must become of it. For one
 * thread.
 */
final class Pen implements LogAppender {
  private final String topic;
  private final LogProducer producer;
  private @Nullable Ledger ledger;
  private long due;
  private boolean message;
  private long latest;

  /** One that enters nothing yet. */
  Pen(String topic, LogProducer producer) {
    this.topic = topic;
    this.producer = producer;
  }

  /** What is written from now on is accounted for. */
  void enterInto(Ledger book) {
    ledger = book;
  }

  /** How late the load is counts from now on. */
  void begin() {
    latest = 0;
  }

  /** What is written next was due then, and is a message of a peer or not. */
  void dip(long due, boolean message) {
    this.due = due;
    this.message = message;
  }

  /** How long after it was due the latest record was given to the producer, in nanoseconds. */
  long latest() {
    return latest;
  }

  @Override
  public void append(
      int partition,
      byte @Nullable [] key,
      byte @Nullable [] value,
      boolean forged,
      Verdict expected) {
    latest = Math.max(latest, System.nanoTime() - due);
    String code =
        switch (expected) {
          case Verdict.Accepted _ -> Ledger.ACCEPTED;
          case Verdict.Refused(var refusal, var _) -> refusal.name();
        };
    if (forged && expected instanceof Verdict.Accepted) {
      producer.fail(new IllegalStateException("a forged record is valid by the protocol"));
    }
    Ledger book = ledger;
    var written = new Ledger.Written(code, due, message);
    producer.send(
        new ProducerRecord<>(topic, partition, key, value),
        offset -> {
          if (book != null) {
            book.written(partition, offset, written);
          }
        });
  }
}
