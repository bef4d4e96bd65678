package io.pawl.service;

import java.util.List;

/**
 * Why a service does not run. The message is for whoever started it, one line for each thing that
 * is wrong.
 */
public final class ServiceFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Something outside failed: to start again may help. */
  private static final int FAILED = 1;

  /** The configuration is wrong: to start again does not help. */
  private static final int MISCONFIGURED = 2;

  private final int exitStatus;

  private ServiceFailure(String message, int exitStatus) {
    super(message);
    this.exitStatus = exitStatus;
  }

  /** It could not begin, or could not go on. */
  static ServiceFailure failed(String message) {
    return new ServiceFailure(message, FAILED);
  }

  /** It was told something that makes no sense. */
  static ServiceFailure misconfigured(List<String> faults) {
    return new ServiceFailure(String.join(System.lineSeparator(), faults), MISCONFIGURED);
  }

  /** Each thing that is wrong. */
  public List<String> lines() {
    return String.valueOf(getMessage()).lines().toList();
  }

  /** For the process: 2 if its configuration is wrong, 1 otherwise. */
  public int exitStatus() {
    return exitStatus;
  }
}
