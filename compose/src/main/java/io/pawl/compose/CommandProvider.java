package io.pawl.compose;

/**
 * Adds a command to {@code pawl}: found on the class path by {@link java.util.ServiceLoader}, so
 * that benchmarks and fault runs need not be where the services are.
 */
public interface CommandProvider {
  /** A new object with picocli's {@code @Command}: a command, or a family of them. */
  Object command();
}
