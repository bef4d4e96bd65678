package io.pawl.load.process;

import io.pawl.checkpoint.service.SinkApplication;

/** The sink's service as it is shipped, with its own settings as arguments. */
final class SinkMain {
  private SinkMain() {}

  public static void main(String[] arguments) throws InterruptedException {
    Lifeline.hold();
    SinkApplication.main(arguments);
  }
}
