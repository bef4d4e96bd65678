package io.pawl.service;

import io.pawl.stream.Topics;
import java.util.List;

/** Which topics there are. */
final class TopicKeys {
  private static final Key<String> PREFIX = Key.name("pawl.topics.prefix", Topics.DEFAULT_PREFIX);
  private static final Key<String> LOG = Key.name("pawl.topics.log", "");
  private static final Key<String> ACCEPTED = Key.name("pawl.topics.accepted", "");
  private static final Key<String> REJECTED = Key.name("pawl.topics.rejected", "");
  private static final Key<String> FACTS = Key.name("pawl.topics.checkpoint-facts", "");
  private static final Key<String> CHECKPOINTS = Key.name("pawl.topics.checkpoints", "");
  private static final Key<String> INVITATIONS = Key.name("pawl.topics.invitations", "");
  private static final Key<String> IDENTITIES = Key.name("pawl.topics.identities", "");

  /** Topics that are missing where they were before are a loss that no new ones should hide. */
  static final Key<Boolean> CREATE = Key.flag("pawl.topics.create", false);

  private static final Key<Integer> PARTITIONS = Key.whole("pawl.topics.partitions", 12, 1, 10_000);
  private static final Key<Integer> REPLICATION =
      Key.whole("pawl.topics.replication-factor", -1, -1, Short.MAX_VALUE);

  static final List<Key<?>> ALL =
      List.of(
          PREFIX,
          LOG,
          ACCEPTED,
          REJECTED,
          FACTS,
          CHECKPOINTS,
          INVITATIONS,
          IDENTITIES,
          CREATE,
          PARTITIONS,
          REPLICATION);

  private TopicKeys() {}

  static Topics topics(Settings settings) {
    Topics otherwise = Topics.of(settings.value(PREFIX));
    return new Topics(
        topic(settings, LOG, otherwise.log()),
        topic(settings, ACCEPTED, otherwise.accepted()),
        topic(settings, REJECTED, otherwise.rejected()),
        topic(settings, FACTS, otherwise.facts()),
        topic(settings, CHECKPOINTS, otherwise.checkpoints()),
        topic(settings, INVITATIONS, otherwise.invitations()),
        topic(settings, IDENTITIES, otherwise.identities()));
  }

  private static String topic(Settings settings, Key<String> key, String otherwise) {
    return settings.text(key) == null
        ? otherwise
        : settings.value(new Key<>(key.name(), otherwise, key.limits(), key.parsing()));
  }

  static ServiceSettings.TopicLayout layout(Settings settings) {
    int replication = settings.value(REPLICATION);
    if (replication == 0) {
      settings.fault(REPLICATION.name() + " must be -1 or at least 1, not 0");
    }
    return new ServiceSettings.TopicLayout(
        settings.value(CREATE), settings.value(PARTITIONS), (short) replication);
  }
}
