package io.pawl.load.process;

import io.pawl.processor.service.ProcessorApplication;

/** The processor's service as it is shipped, with its own settings as arguments. */
final class ProcessorMain {
  private ProcessorMain() {}

  public static void main(String[] arguments) throws InterruptedException {
    Lifeline.hold();
    ProcessorApplication.main(arguments);
  }
}
