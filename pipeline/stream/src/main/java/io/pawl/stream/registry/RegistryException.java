package io.pawl.stream.registry;

import org.jspecify.annotations.Nullable;

/** What a registry could not or would not do, in one clear line. */
public sealed class RegistryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private RegistryException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** The registry answered, and knows no schema of this id. */
  public static final class UnknownId extends RegistryException {
    private static final long serialVersionUID = 1L;

    UnknownId(int id) {
      super("the schema registry knows no schema with id " + id, null);
    }
  }

  /** The registry has this id, for something that is no Avro schema by itself. */
  public static final class NotAvro extends RegistryException {
    private static final long serialVersionUID = 1L;

    NotAvro(int id, String why) {
      super("schema " + id + " is not an Avro schema that stands alone: " + why, null);
    }
  }

  /** The registry will not have this schema: it is invalid, or breaks what is there already. */
  public static final class Refused extends RegistryException {
    private static final long serialVersionUID = 1L;

    Refused(String subject, String why) {
      super("the schema registry refuses the schema for " + subject + ": " + why, null);
    }
  }

  /** No registry gave an answer that counts: unreachable, failing, or refusing the credentials. */
  public static final class Unavailable extends RegistryException {
    private static final long serialVersionUID = 1L;

    Unavailable(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }
}
