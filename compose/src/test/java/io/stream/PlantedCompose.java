package io.pawl.stream;

import io.pawl.compose.CommandFailure;

/** Breaks a layer on purpose. */
public final class PlantedCompose {
  private PlantedCompose() {}

  static CommandFailure failure() {
    return new CommandFailure("from below");
  }
}
