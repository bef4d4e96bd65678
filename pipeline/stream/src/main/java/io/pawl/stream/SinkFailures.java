package io.pawl.stream;

import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ApplicationRecoverableException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidPidMappingException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/** Sorts what a producer throws, as KIP-691 and KIP-1050 describe it, into {@link SinkFailure}s. */
final class SinkFailures {
  /** A cause chain longer than this says nothing new. */
  private static final int MAX_CAUSES = 8;

  private SinkFailures() {}

  static SinkFailure classify(String transactionalId, String what, Exception... thrown) {
    for (Exception e : thrown) {
      if (caused(e, SinkFailures::fences)) {
        return new SinkFailure.Fenced(
            message(transactionalId, "was fenced by a newer sink of its id, or timed out", e), e);
      }
    }
    Exception first = thrown[0];
    for (Exception e : thrown) {
      if (caused(e, SinkFailures::kills)) {
        return new SinkFailure.Fatal(message(transactionalId, "failed to " + what, e), e);
      }
    }
    // Initialising and committing that run out of time leave open what the coordinator has decided.
    boolean undecided = !what.equals("send") && caused(thrown[thrown.length - 1], TIMED_OUT);
    if (undecided || !(first instanceof KafkaException)) {
      return new SinkFailure.Fatal(message(transactionalId, "failed to " + what, first), first);
    }
    return new SinkFailure.Abortable(
        message(transactionalId, "must abort: failed to " + what, first), first);
  }

  /** Whether {@code failure} stays until somebody changes rights, secrets, settings or brokers. */
  static boolean needsAPerson(RuntimeException failure) {
    return caused(
        failure,
        e ->
            e instanceof AuthorizationException
                || e instanceof AuthenticationException
                || e instanceof UnsupportedVersionException
                || e instanceof InvalidConfigurationException);
  }

  static SinkFailure fatal(SinkFailure abortable) {
    return new SinkFailure.Fatal(String.valueOf(abortable.getMessage()), abortable);
  }

  private static final java.util.function.Predicate<Throwable> TIMED_OUT =
      TimeoutException.class::isInstance;

  private static boolean fences(Throwable e) {
    return e instanceof ProducerFencedException || e instanceof InvalidProducerEpochException;
  }

  private static boolean kills(Throwable e) {
    return e instanceof AuthorizationException
        || e instanceof AuthenticationException
        || e instanceof UnsupportedVersionException
        || e instanceof InvalidPidMappingException
        || e instanceof InvalidConfigurationException
        || e instanceof ApplicationRecoverableException
        || e instanceof InterruptException;
  }

  private static boolean caused(Throwable e, java.util.function.Predicate<Throwable> by) {
    Throwable cause = e;
    for (int i = 0; i < MAX_CAUSES && cause != null; i++) {
      if (by.test(cause)) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }

  private static String message(String transactionalId, String what, Exception e) {
    return "sink %s %s: %s".formatted(transactionalId, what, e.getMessage());
  }
}
