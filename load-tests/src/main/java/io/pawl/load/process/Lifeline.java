package io.pawl.load.process;

import java.io.IOException;

/**
 * Ends this process when the one that started it is gone, however that ended: the pipe to standard
 * input closes then.
 */
final class Lifeline {
  private static final int ORPHANED = 3;

  private Lifeline() {}

  static void hold() {
    Thread.ofPlatform().daemon().name("lifeline").start(Lifeline::watch);
  }

  private static void watch() {
    try {
      while (System.in.read() >= 0) {
        // Nobody writes here; a byte would mean nothing.
      }
    } catch (IOException e) {
      // As good as closed.
    }
    Runtime.getRuntime().halt(ORPHANED);
  }
}
