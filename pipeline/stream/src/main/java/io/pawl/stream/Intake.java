package io.pawl.stream;

import reactor.core.publisher.Mono;

/** Whether a lane's work took a record. */
public sealed interface Intake {
  /** It did. */
  Taken TAKEN = new Taken();

  /** The record was taken. */
  record Taken() implements Intake {}

  /**
   * The record cannot be judged now; nothing was changed.
   *
   * @param until completes when the record can be offered again; an error is waited out
   * @param why for the log and for health: what is waited for
   */
  record Postponed(Mono<Void> until, String why) implements Intake {}
}
