package io.pawl.stream;

/** What a lane is doing, for health and for people. */
public sealed interface LaneState {
  /** It fences its predecessor and rebuilds its state. */
  record Recovering() implements LaneState {}

  /** It takes records. */
  record Live() implements LaneState {}

  /** It holds a record that cannot be judged now. */
  record Waiting(String why) implements LaneState {}

  /** It failed, and begins again by itself after a pause. */
  record Failed(String why) implements LaneState {}

  /** It does not go on until a person has looked; {@code why} begins with the reason's name. */
  record Stopped(StopReason reason, String why) implements LaneState {}

  /** Its partition is no longer its own. */
  record Ended() implements LaneState {}
}
