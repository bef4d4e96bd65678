package io.pawl.load;

import io.pawl.ratchet.Envelope;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What one envelope of 512 bytes of ciphertext costs each of the three that see it: the sender that
 * seals it, the processor's core that admits it, the receiver that opens it. Slots end as they do
 * in traffic, every 256 messages.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class EnvelopeBenchmark {
  /** Envelopes per invocation: each can be admitted and opened once, so they are made before. */
  private static final int ENVELOPES = 10_000;

  private final byte[] payload = new byte[Exchange.PAYLOAD_BYTES];
  private final Envelope[] envelopes = new Envelope[ENVELOPES];
  private Exchange exchange = new Exchange(1);

  /** A fresh channel, and envelopes that it has not seen. */
  @Setup(Level.Invocation)
  public void begin() {
    exchange = new Exchange(1);
    for (int i = 0; i < ENVELOPES; i++) {
      envelopes[i] = exchange.seal(payload);
    }
  }

  /** Sealing alone. */
  @Benchmark
  @OperationsPerInvocation(ENVELOPES)
  public void seal(Blackhole blackhole) {
    for (int i = 0; i < ENVELOPES; i++) {
      blackhole.consume(exchange.seal(payload));
    }
  }

  /** Tag, window and channel: all that the processor decides of a record, without Kafka. */
  @Benchmark
  @OperationsPerInvocation(ENVELOPES)
  public void admit(Blackhole blackhole) {
    for (Envelope envelope : envelopes) {
      blackhole.consume(exchange.admit(envelope));
    }
  }

  /** Window and AEAD, keys derived and erased on the way. */
  @Benchmark
  @OperationsPerInvocation(ENVELOPES)
  public void open(Blackhole blackhole) {
    for (Envelope envelope : envelopes) {
      blackhole.consume(exchange.open(envelope));
    }
  }
}
