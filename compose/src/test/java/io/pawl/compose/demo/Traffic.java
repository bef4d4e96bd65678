package io.pawl.compose.demo;

import io.pawl.ratchet.LogRecord;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.function.BiFunction;

/** Peers and an adversary who write to one log by turns that a seed decides. */
final class Traffic {
  private final Trace trace;
  private final Random turns;
  private final Adversary adversary;
  private final BiFunction<Trace, Random, List<LogRecord>> script;

  /**
   * @param script what the peers of one channel write
   */
  Traffic(long seed, BiFunction<Trace, Random, List<LogRecord>> script) {
    this.trace = new Trace(seed);
    this.turns = new Random(seed);
    this.adversary = new Adversary("pawl.log", Trace.PARTITIONS, seed, trace.wire);
    this.script = script;
  }

  /** The log once all is written; the adversary sees each record some time after it stands. */
  Trace run(int channels) {
    List<Queue<LogRecord>> scripts = new ArrayList<>();
    for (int i = 0; i < channels; i++) {
      scripts.add(new ArrayDeque<>(script.apply(trace, turns)));
    }
    Queue<Injection> pending = new ArrayDeque<>();
    int seen = 0;
    while (!scripts.isEmpty() || !pending.isEmpty() || seen < trace.entries.size()) {
      int turn = turns.nextInt(3);
      if (turn == 0 && !scripts.isEmpty()) {
        trace.write(scripts.get(turns.nextInt(scripts.size())).remove());
        scripts.removeIf(Queue::isEmpty);
      } else if (turn == 1 && seen < trace.entries.size()) {
        pending.addAll(adversary.sees(trace.entries.get(seen)));
        seen++;
      } else if (turn == 2 && !pending.isEmpty()) {
        trace.inject(pending.remove());
      }
    }
    adversary.parting().forEach(trace::inject);
    return trace;
  }
}
