package io.pawl.load.core;

import io.pawl.ratchet.Envelope;
import io.pawl.ratchet.Outcome;
import io.pawl.ratchet.Receipt;
import io.pawl.ratchet.Verdict;
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

/**
 * What one envelope of 512 bytes of ciphertext costs each of the three that see it: the sender that
 * seals it, the processor's core that admits it, the receiver that opens it. Slots end as they do
 * in traffic, every 256 messages. What is admitted and opened was sealed before, and once all of it
 * was, the receiving side goes back to its beginning.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class EnvelopeBenchmark {
  /** Enough that going back costs next to nothing of each, and that they are in no cache. */
  private static final int ENVELOPES = 16_384;

  private final byte[] payload = new byte[Exchange.PAYLOAD_BYTES];
  private final Exchange exchange = new Exchange(1);
  private final Exchange sealing = new Exchange(1);
  private final Envelope[] envelopes = new Envelope[ENVELOPES];
  private int next;

  /** Seals what will be admitted and opened. */
  public EnvelopeBenchmark() {
    for (int i = 0; i < ENVELOPES; i++) {
      envelopes[i] = exchange.seal(payload);
    }
  }

  /** Sealing alone. */
  @Benchmark
  public Envelope seal() {
    return sealing.seal(payload);
  }

  /** Tag, window and channel: all that the processor decides of a record, without Kafka. */
  @Benchmark
  public Outcome admit() {
    Outcome outcome = exchange.admit(nextEnvelope());
    if (!(outcome.verdict() instanceof Verdict.Accepted)) {
      throw new IllegalStateException("it was not accepted: " + outcome.verdict());
    }
    return outcome;
  }

  /** Window and AEAD, keys derived and erased on the way. */
  @Benchmark
  public Receipt open() {
    Receipt receipt = exchange.open(nextEnvelope());
    if (!(receipt instanceof Receipt.Opened)) {
      throw new IllegalStateException("it did not open: " + receipt);
    }
    return receipt;
  }

  private Envelope nextEnvelope() {
    if (next == ENVELOPES) {
      next = 0;
      exchange.restart();
    }
    return envelopes[next++];
  }
}
