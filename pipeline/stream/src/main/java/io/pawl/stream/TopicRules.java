package io.pawl.stream;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;

/**
 * What one topic must be.
 *
 * @param topic its name
 * @param rules what is validated, and set when the topic is created
 * @param comforts what is set when the topic is created, and left to its operators afterwards
 */
record TopicRules(String topic, List<Rule> rules, Map<String, String> comforts) {
  /** The largest value of a record in the log, in bytes, plus what Kafka's batch adds to one. */
  static final int LOG_MESSAGE_BYTES = (1 << 20) + (4 << 10);

  /** Outputs carry what the log carries and a little more: our headers, an event's fields. */
  static final int OUTPUT_MESSAGE_BYTES = LOG_MESSAGE_BYTES + (64 << 10);

  /**
   * What a producer of ours may put into one request. The topics' limits are to decide what is too
   * large, and no smaller one of a client's.
   */
  static final int REQUEST_BYTES = 4 << 20;

  /** Ten minutes, in milliseconds. */
  private static final int SOON = 10 * 60 * 1_000;

  /**
   * Cleaned early and often, the active segment too, because a recovery reads the whole topic.
   * Tombstones stay for longer than any reading takes, so that nobody misses one.
   */
  private static final List<Rule> CLEANED =
      List.of(
          Rule.atMost(TopicConfig.SEGMENT_BYTES_CONFIG, 32 << 20),
          Rule.atMost(TopicConfig.SEGMENT_MS_CONFIG, SOON),
          Rule.atMost(TopicConfig.MAX_COMPACTION_LAG_MS_CONFIG, SOON),
          Rule.atMost(TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG, 0.2),
          Rule.atLeast(TopicConfig.DELETE_RETENTION_MS_CONFIG, SOON));

  /** What is deleted from the beginning frees the disk by whole segments. */
  private static final Map<String, String> SMALL_SEGMENTS =
      Map.of(TopicConfig.SEGMENT_BYTES_CONFIG, String.valueOf(128 << 20));

  /**
   * One setting of a topic.
   *
   * @param key of Kafka's configuration
   * @param value what it must be
   * @param relation how it must compare
   */
  record Rule(String key, String value, Relation relation) {
    static Rule is(String key, String value) {
      return new Rule(key, value, Relation.EQUAL);
    }

    static Rule atLeast(String key, Number value) {
      return new Rule(key, String.valueOf(value), Relation.AT_LEAST);
    }

    static Rule atMost(String key, Number value) {
      return new Rule(key, String.valueOf(value), Relation.AT_MOST);
    }

    boolean holds(String actual) {
      return switch (relation) {
        case EQUAL -> actual.equals(value);
        case AT_LEAST -> !actual.isEmpty() && compared(actual) >= 0;
        case AT_MOST -> !actual.isEmpty() && compared(actual) <= 0;
      };
    }

    private int compared(String actual) {
      return new BigDecimal(actual).compareTo(new BigDecimal(value));
    }

    /** What to say of {@code actual}, which does not hold. */
    String broken(String topic, String actual) {
      return "%s: %s is %s, and must be %s%s".formatted(topic, key, actual, relation.words, value);
    }
  }

  /** How a setting compares with its rule. */
  enum Relation {
    EQUAL(""),
    AT_LEAST("at least "),
    AT_MOST("at most ");

    private final String words;

    Relation(String words) {
      this.words = words;
    }
  }

  /** The rules for all seven, in the order of {@link Topics#all}. */
  static List<TopicRules> of(Topics topics) {
    return List.of(
        input(topics.log()),
        output(topics.accepted()),
        output(topics.rejected()),
        input(topics.facts()),
        compacted(topics.checkpoints()),
        compacted(topics.invitations()),
        compacted(topics.identities()));
  }

  /**
   * Read again on recovery, so nothing but the sink may truncate it; uncompressed, because a small
   * compressed batch can unpack to a hundred megabytes.
   */
  private static TopicRules input(String topic) {
    return new TopicRules(
        topic,
        List.of(
            Rule.is(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE),
            Rule.is(TopicConfig.RETENTION_MS_CONFIG, "-1"),
            Rule.is(TopicConfig.RETENTION_BYTES_CONFIG, "-1"),
            Rule.is(TopicConfig.COMPRESSION_TYPE_CONFIG, "uncompressed"),
            Rule.is(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, String.valueOf(LOG_MESSAGE_BYTES)),
            Rule.is(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime")),
        SMALL_SEGMENTS);
  }

  /** Deleted by time, which its operators choose; never by size, which a flood could use. */
  private static TopicRules output(String topic) {
    return new TopicRules(
        topic,
        List.of(
            Rule.is(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE),
            Rule.is(TopicConfig.RETENTION_BYTES_CONFIG, "-1"),
            Rule.atLeast(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, OUTPUT_MESSAGE_BYTES)),
        Map.of());
  }

  private static TopicRules compacted(String topic) {
    List<Rule> rules = new ArrayList<>(CLEANED);
    rules.add(Rule.is(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT));
    rules.add(Rule.atLeast(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, OUTPUT_MESSAGE_BYTES));
    return new TopicRules(topic, rules, Map.of());
  }

  /** The topic as it is created. */
  NewTopic creation(int partitions, short replicationFactor) {
    var settings = new LinkedHashMap<>(comforts);
    for (Rule rule : rules) {
      settings.put(rule.key(), rule.value());
    }
    if (replicationFactor >= 3) {
      // With acks=all: what was acknowledged survives the loss of a broker.
      settings.put(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, "2");
    }
    return new NewTopic(topic, partitions, replicationFactor).configs(settings);
  }
}
