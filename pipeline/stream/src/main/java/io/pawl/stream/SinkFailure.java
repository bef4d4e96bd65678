package io.pawl.stream;

/** Why a {@link TransactionalSink} cannot go on. */
public abstract sealed class SinkFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private SinkFailure(String message, Throwable cause) {
    super(message, cause);
  }

  /** Another sink of the same transactional id was initialised later: it owns what this one did. */
  public static final class Fenced extends SinkFailure {
    private static final long serialVersionUID = 1L;

    Fenced(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /**
   * This transaction cannot commit; {@link TransactionalSink#abort} makes the sink usable again.
   */
  public static final class Abortable extends SinkFailure {
    private static final long serialVersionUID = 1L;

    Abortable(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /**
   * The sink is dead, and whether the last transaction committed may not be known. A new sink's
   * {@link TransactionalSink#initialise} settles it; the group's committed offset then tells.
   */
  public static final class Fatal extends SinkFailure {
    private static final long serialVersionUID = 1L;

    Fatal(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
