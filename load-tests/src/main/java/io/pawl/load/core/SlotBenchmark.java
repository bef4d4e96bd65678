package io.pawl.load.core;

import io.pawl.ratchet.Secret;
import io.pawl.ratchet.SlotChain;
import io.pawl.ratchet.SlotKey;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What the end of a slot costs a peer: the next chain secret, its key, the old ones erased. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class SlotBenchmark {
  private final SlotChain chain = SlotChain.at(0, Secret.owning(new byte[32]));

  /** One step. */
  @Benchmark
  public SlotKey advance() {
    chain.advance();
    SlotKey key = chain.key();
    key.erase();
    return key;
  }
}
