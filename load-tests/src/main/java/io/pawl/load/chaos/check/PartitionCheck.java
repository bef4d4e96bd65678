package io.pawl.load.chaos.check;

import io.pawl.load.outputs.AvroRecords;
import io.pawl.load.outputs.Schemas;
import io.pawl.ratchet.Event;
import io.pawl.ratchet.GrantKeys;
import io.pawl.stream.LogOffset;
import io.pawl.stream.codec.Codec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Checks one partition: first it is told all outputs in their order, then the log in its order, and
 * then gives its findings.
 */
public final class PartitionCheck {
  /** Enough to see a pattern; a broken run may have as many as records. */
  private static final int MAX_EXAMPLES = 20;

  private final int number;
  private final List<String> examples = new ArrayList<>();
  private final AvroRecords avro;
  private final Reference reference;
  private final FactCheck facts;
  private final Map<Long, List<Fate>> fates = new HashMap<>();
  private final List<Event> told = new ArrayList<>();
  private final List<Event> due = new ArrayList<>();

  private long lastAccepted = -1;
  private long lastRejected = -1;
  private long records;
  private long accepted;
  private long rejected;
  private long lost;
  private long duplicated;
  private long reordered;
  private long wronglyAccepted;
  private long wronglyRefused;

  /**
   * @param number of the partition
   * @param partitions of the log
   * @param keys the processors' own
   * @param codec reads facts, and nothing else
   */
  public PartitionCheck(int number, int partitions, GrantKeys keys, Schemas schemas, Codec codec) {
    this.number = number;
    this.avro = new AvroRecords(schemas);
    this.reference = new Reference(number, partitions, keys, avro);
    this.facts = new FactCheck(codec);
  }

  /** The next record of the topic of accepted ones. */
  public void accepted(ConsumerRecord<byte[], byte[]> output) {
    OptionalLong offset = LogOffset.read(output.headers());
    if (offset.isEmpty()) {
      told.add(Objects.requireNonNull(Fields.event(avro.require(output.value()))));
      return;
    }
    accepted++;
    long at = offset.getAsLong();
    if (at < lastAccepted) {
      reordered++;
      example(at, "accepted after " + lastAccepted);
    }
    lastAccepted = Math.max(lastAccepted, at);
    add(at, new Fate.Accepted(Digests.of(output.key(), output.value())));
  }

  /** The next record of the topic of rejected ones. */
  public void rejected(ConsumerRecord<byte[], byte[]> output) {
    GenericRecord rejection = avro.require(output.value());
    rejected++;
    long at = (long) rejection.get("logOffset");
    if (at < lastRejected) {
      reordered++;
      example(at, "rejected after " + lastRejected);
    }
    lastRejected = Math.max(lastRejected, at);
    add(at, Fields.rejected(rejection));
  }

  private void add(long offset, Fate fate) {
    fates.computeIfAbsent(offset, any -> new ArrayList<>(1)).add(fate);
  }

  /** The next record of the topic of facts. */
  public void fact(ConsumerRecord<byte[], byte[]> output) {
    facts.told(output.value());
  }

  /** The next record of the log. */
  public void log(ConsumerRecord<byte[], byte[]> entry) {
    records++;
    Reference.Expected expected = reference.accept(entry);
    due.addAll(expected.events());
    facts.after(entry, expected.change(), reference);
    List<Fate> outcomes = fates.remove(entry.offset());
    if (outcomes == null) {
      lost++;
      example(entry.offset(), "no outcome");
      return;
    }
    if (outcomes.size() > 1) {
      duplicated += outcomes.size() - 1;
      example(entry.offset(), outcomes.size() + " outcomes");
    }
    judge(entry.offset(), outcomes.getFirst(), expected);
  }

  private void judge(long offset, Fate fate, Reference.Expected expected) {
    if (fate.equals(expected.fate()) && !expected.impossible()) {
      return;
    }
    count(fate);
    example(offset, "%s, expected %s".formatted(fate, expected));
  }

  private void count(Fate fate) {
    switch (fate) {
      case Fate.Accepted any -> wronglyAccepted++;
      case Fate.Rejected any -> wronglyRefused++;
    }
  }

  private void example(long offset, String what) {
    if (examples.size() < MAX_EXAMPLES) {
      examples.add("partition %d, log offset %d: %s".formatted(number, offset, what));
    }
  }

  /** Some of what was found to be wrong, for people. */
  public List<String> examples() {
    return List.copyOf(examples);
  }

  /** What was found, once all of the log was told. */
  public Findings findings() {
    // What is left are outcomes of records that nobody wrote.
    fates.values().stream().flatMap(Collection::stream).forEach(this::count);
    fates.forEach((offset, invented) -> example(offset, "an outcome of no record: " + invented));
    fates.clear();
    examples.addAll(facts.examples());
    return new Findings(
        records,
        accepted,
        rejected,
        lost,
        duplicated,
        reordered,
        wronglyAccepted,
        wronglyRefused,
        wrongEvents(),
        facts.wrong());
  }

  /** Those due and not told, and those told and not due; one if only their order is wrong. */
  private long wrongEvents() {
    if (told.equals(due)) {
      return 0;
    }
    Map<Event, Integer> open = new HashMap<>();
    due.forEach(event -> open.merge(event, 1, Integer::sum));
    told.forEach(event -> open.merge(event, -1, Integer::sum));
    open.values().removeIf(count -> count == 0);
    open.forEach((event, count) -> example(-1, (count > 0 ? "not told: " : "not due: ") + event));
    long differences = open.values().stream().mapToLong(Math::abs).sum();
    return Math.max(1, differences);
  }
}
