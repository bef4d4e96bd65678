package io.pawl.ratchet;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Acceptance alone, of an envelope whose tag has verified. In the core's package, since acceptance
 * is nobody else's.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class AcceptanceBenchmark {
  private static final Policy POLICY = Policy.DEFAULT;

  private final Acceptance acceptance = Acceptance.begin(POLICY);
  private long slot;
  private int counter;

  /** Decides the direction's next envelope, and moves; slots end as they do in traffic. */
  @Benchmark
  public boolean accept() {
    if (counter == POLICY.slotMessages()) {
      slot++;
      counter = 0;
    }
    @Nullable Refusal refusal = acceptance.place(slot, counter);
    if (refusal != null) {
      throw new IllegalStateException("the next envelope is " + refusal);
    }
    return acceptance.commit(slot, counter++);
  }
}
