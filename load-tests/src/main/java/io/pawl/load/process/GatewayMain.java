package io.pawl.load.process;

import io.pawl.gateway.service.GatewayApplication;

/** The gateway's service as it is shipped, with its own settings as arguments. */
final class GatewayMain {
  private GatewayMain() {}

  public static void main(String[] arguments) throws InterruptedException {
    Lifeline.hold();
    GatewayApplication.main(arguments);
  }
}
