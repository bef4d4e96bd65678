package io.pawl.load.chaos;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** What is done to the deployment. */
enum Fault {
  /** A processor is killed, and started again. */
  KILL(true),
  /** A processor is stopped past its session, and then goes on as if nothing had been. */
  FREEZE(true),
  /** A processor ends in order, and is started again. */
  STOP(true),
  /** One more processor joins; the next time it leaves in order. */
  JOIN(false),
  /** The broker ends in order, and is started again. */
  BROKER(false),
  /** The checkpoint sink is killed, and started again. */
  SINK(false);

  /** What one round has of each kind. Kills come most: they leave the most behind. */
  private static final List<Fault> PROCESSORS = List.of(KILL, KILL, KILL, FREEZE, STOP);

  private static final List<Fault> OTHERS = List.of(JOIN, BROKER, SINK);

  private final boolean ofProcessor;

  Fault(boolean ofProcessor) {
    this.ofProcessor = ofProcessor;
  }

  /** Whether it counts as a kill: a processor was taken away from its partitions. */
  boolean isOfProcessor() {
    return ofProcessor;
  }

  /**
   * One round: five faults of processors and one of each other kind, in any order, save that it
   * ends with one of a processor. So a run of five kills has seen them all.
   */
  static List<Fault> round(Random random) {
    List<Fault> processors = new ArrayList<>(PROCESSORS);
    Collections.shuffle(processors, random);
    Fault last = processors.removeLast();
    List<Fault> round = new ArrayList<>(OTHERS);
    round.addAll(processors);
    Collections.shuffle(round, random);
    round.add(last);
    return round;
  }
}
