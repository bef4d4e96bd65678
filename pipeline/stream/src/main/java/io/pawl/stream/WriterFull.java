package io.pawl.stream;

/** A {@link LogWriter} has no room now: wait for {@link LogWriter#room} and write again. */
public final class WriterFull extends RuntimeException {
  private static final long serialVersionUID = 1L;

  WriterFull(long bytes) {
    super("the writer's buffer of " + bytes + " bytes is full");
  }
}
