package io.pawl.load;

import io.pawl.ratchet.ChannelId;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Acceptance alone. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class AcceptanceBenchmark {
  private final ChannelId id = new ChannelId(1, 2);

  /** One. */
  @Benchmark
  public int accept() {
    return id.partition(12);
  }
}
