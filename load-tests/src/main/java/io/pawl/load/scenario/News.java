package io.pawl.load.scenario;

/** Told how far a run is, for people. */
interface News {
  /** A part of the run begins. */
  void stage(String what);

  /** How the last second was. */
  void figures(String what);
}
