package io.pawl.channel;

import io.pawl.ratchet.Answer;
import io.pawl.ratchet.Approval;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Close;
import io.pawl.ratchet.Direction;
import io.pawl.ratchet.Envelope;
import io.pawl.ratchet.Event;
import io.pawl.ratchet.LogRecord;
import io.pawl.ratchet.Offer;
import io.pawl.ratchet.Verification;
import io.pawl.stream.codec.Accepted;

/**
 * An end of an open channel, as the intake of its partition sees it: gives each accepted record to
 * the part of the channel that it concerns, and finds those that are forged or written in our name.
 */
final class OpenEnd implements ChannelEnd {
  private final ChannelMetrics metrics;
  private final Direction own;
  private final Outbound outbound;
  private final Reception reception;
  private final EpochLine epochs;
  private final IdleRefresh idle;
  private final ChannelEvents events;
  private final ChannelLife life;

  /**
   * @param own our direction
   */
  OpenEnd(
      ChannelMetrics metrics,
      Direction own,
      ChannelParts parts,
      IdleRefresh idle,
      ChannelEvents events,
      ChannelLife life) {
    this.metrics = metrics;
    this.own = own;
    this.outbound = parts.outbound();
    this.reception = parts.reception();
    this.epochs = parts.epochs();
    this.idle = idle;
    this.events = events;
    this.life = life;
  }

  @Override
  public ChannelId channel() {
    return epochs.current().channel();
  }

  @Override
  public boolean hasRoom(Accepted record) {
    return !(record instanceof Accepted.Passed(Envelope envelope))
        || envelope.direction() == own
        || reception.hasRoom();
  }

  @Override
  public void whenRoom(Runnable goOn) {
    reception.whenRoom(goOn);
  }

  @Override
  public void take(Accepted record, long offset, long logOffset) {
    switch (record) {
      case Accepted.Passed(LogRecord passed) -> {
        epochs.elapse(logOffset);
        take(passed, logOffset);
      }
      case Accepted.Told(Event event) -> take(event);
    }
  }

  private void take(LogRecord record, long logOffset) {
    switch (record) {
      case Envelope envelope -> take(envelope, logOffset);
      case Close close -> take(close, logOffset);
      case Offer offer -> transition(epochs.take(offer, logOffset));
      case Answer answer -> transition(epochs.take(answer));
      case Approval approval -> transition(epochs.take(approval));
    }
  }

  private void transition(boolean right) {
    if (!right) {
      metrics.ignored(ChannelMetrics.Ignored.FORGED);
    }
  }

  private void take(Envelope envelope, long logOffset) {
    epochs.messageAccepted();
    if (envelope.direction() == own) {
      idle.sent(System.nanoTime());
      outbound.unaccepted().accepted(envelope.position());
      if (!outbound.hasSealed(envelope.position())) {
        impersonated(logOffset);
      }
    } else {
      idle.received(System.nanoTime());
      if (!reception.take(envelope, logOffset)) {
        events.tell(new ChannelEvent.NotAuthentic(envelope.position(), logOffset));
        epochs.notAuthentic(envelope.epoch());
      }
    }
  }

  private void take(Close close, long logOffset) {
    if (Verification.close(close, epochs.identityOf(close.closer())) != null) {
      metrics.ignored(ChannelMetrics.Ignored.FORGED);
      return;
    }
    if (close.closer() == own && !life.hasWrittenClose()) {
      impersonated(logOffset);
    }
    life.closed();
  }

  private void impersonated(long logOffset) {
    metrics.ignored(ChannelMetrics.Ignored.FORGED);
    events.tell(new ChannelEvent.Impersonated(logOffset));
  }

  private void take(Event event) {
    if (!epochs.take(event)) {
      metrics.ignored(ChannelMetrics.Ignored.OUT_OF_PLACE);
    }
    events.tell(new ChannelEvent.Told(event));
  }

  @Override
  public void settle(long next) {
    reception.settle(next);
  }

  @Override
  public void unreadable(Throwable cause) {
    life.detach(new ChannelFailure.Unreadable(channel(), cause));
  }
}
