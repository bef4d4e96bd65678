package io.pawl.processor.service;

import io.pawl.processor.RatchetProcessor;

/** How far the service is. */
sealed interface Stage {
  /**
   * It waits for something outside.
   *
   * @param waitingFor for people: what is done now, or what is wrong with it
   */
  record Starting(String waitingFor) implements Stage {}

  /** The processor is in its group. */
  record Running(RatchetProcessor processor) implements Stage {}

  /** It ends in order, or has. */
  record Stopping() implements Stage {}

  /** It cannot go on, and the process ends. */
  record Failed(String why) implements Stage {}
}
