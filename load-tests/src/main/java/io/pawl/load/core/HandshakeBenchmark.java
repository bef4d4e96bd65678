package io.pawl.load.core;

import io.pawl.ratchet.EpochKeys;
import io.pawl.ratchet.Handshake;
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

/** What opening a channel costs its two peers together: offer, answer, completion. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class HandshakeBenchmark {
  private final Exchange exchange = new Exchange(2);

  /** Both sides of an OPEN. */
  @Benchmark
  public EpochKeys open() {
    Handshake.Offered offered = exchange.offer();
    return Exchange.complete(offered, exchange.answer(offered.offer()).answer());
  }
}
