package io.pawl.compose.demo;

/** The run itself. */
@FunctionalInterface
public interface Demo {
  /**
   * Sends {@code lines} through the whole system and gives the account of it. Stops all that it
   * started before it returns, and as soon as its thread is interrupted.
   *
   * @throws Exception if something could not be started, or stopped working
   */
  DemoReport run(DemoSettings settings, Lines lines, Progress progress) throws Exception;
}
