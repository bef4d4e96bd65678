package io.pawl.service;

import io.pawl.stream.LaneOwner;

/** How far a service is. */
public sealed interface Stage {
  /** Whether it does all that it is there for. */
  default boolean ready() {
    return this instanceof Running(LaneOwner core) && core.ready();
  }

  /**
   * It waits for something outside.
   *
   * @param waitingFor for people: what is done now, or what is wrong with it
   */
  record Starting(String waitingFor) implements Stage {}

  /** Its core was begun, and was not stopped yet. */
  record Running(LaneOwner core) implements Stage {}

  /** It ends in order, or has. */
  record Stopping() implements Stage {}

  /** It cannot go on, and the process ends. */
  record Failed(String why) implements Stage {}
}
