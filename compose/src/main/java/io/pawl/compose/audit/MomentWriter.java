package io.pawl.compose.audit;

import io.pawl.checkpoint.audit.Moment;

/** Prints a channel's life, moment by moment. */
interface MomentWriter extends AutoCloseable {
  /** Prints the next one. */
  void write(Moment moment);

  /** Prints the end. */
  @Override
  void close();
}
