package io.pawl.ratchet.simulation;

import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.Entropy;
import io.pawl.ratchet.SigningKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What all who play in a run share. */
final class Scene {
  private final Setup setup;
  private final Tally tally = new Tally();
  private final Oracle oracle;
  private final SecretNames names = new SecretNames();
  private final Log log;
  private final Processor processor;
  private final @Nullable List<String> trace;
  private final Map<Bytes, Long> readUpTo = new HashMap<>();
  private SplittableRandom random = new SplittableRandom(0);

  Scene(Setup setup, boolean traced) {
    this.setup = setup;
    this.oracle = new Oracle(tally, setup.partitions());
    this.log = new Log(setup.firstOffset());
    this.processor = new Processor(log, oracle, setup.partitions());
    this.trace = traced ? new ArrayList<>() : null;
  }

  Setup setup() {
    return setup;
  }

  Tally tally() {
    return tally;
  }

  Oracle oracle() {
    return oracle;
  }

  SecretNames names() {
    return names;
  }

  Log log() {
    return log;
  }

  Processor processor() {
    return processor;
  }

  /** Whether that peer has never read that far: who reads again need not verify again. */
  boolean isNewTo(SigningKey reader, Entry entry) {
    Long read = readUpTo.get(reader.publicKey());
    if (read != null && read >= entry.offset()) {
      return false;
    }
    readUpTo.put(reader.publicKey(), entry.offset());
    return true;
  }

  /** What is random in the current step. */
  SplittableRandom random() {
    return random;
  }

  Entropy entropy() {
    return count -> {
      byte[] bytes = new byte[count];
      random.nextBytes(bytes);
      return bytes;
    };
  }

  void begin(Step step) {
    random = new SplittableRandom(step.salt());
    tally.countStep();
  }

  /** Tells what happened, if anybody wants to know. */
  void tell(Supplier<String> line) {
    if (trace != null) {
      trace.add(line.get());
    }
  }

  List<String> trace() {
    return trace == null ? List.of() : trace;
  }
}
