package io.pawl.gateway;

import java.util.concurrent.Semaphore;

/** Places for streams: one for the app among all of the gateway. */
final class Quota {
  private final Semaphore ofApp;
  private final Semaphore ofGateway;

  Quota(int ofApp, Semaphore ofGateway) {
    this.ofApp = new Semaphore(ofApp);
    this.ofGateway = ofGateway;
  }

  /** Whether there is a place, which another may take first. */
  boolean hasRoom() {
    return ofApp.availablePermits() > 0 && ofGateway.availablePermits() > 0;
  }

  /** Whether there was a place, which is taken then. */
  boolean take() {
    if (!ofApp.tryAcquire()) {
      return false;
    }
    if (!ofGateway.tryAcquire()) {
      ofApp.release();
      return false;
    }
    return true;
  }

  void giveBack() {
    ofGateway.release();
    ofApp.release();
  }
}
