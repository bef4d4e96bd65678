package io.pawl.stream.codec;

import io.pawl.stream.Topics;
import java.util.ArrayList;
import java.util.List;

/** What a schema is registered as: TopicRecordName, so that a topic may carry several records. */
record Subject(String topic, RecordType<?> type) {
  /** The subjects of all records that Pawl writes. */
  static List<Subject> all(Topics topics) {
    List<Subject> all = new ArrayList<>();
    LogTypes.ALL.forEach(type -> all.add(new Subject(topics.log(), type)));
    EventTypes.ALL.forEach(type -> all.add(new Subject(topics.accepted(), type)));
    RejectionType.ALL.forEach(type -> all.add(new Subject(topics.rejected(), type)));
    FactTypes.ALL.forEach(type -> all.add(new Subject(topics.facts(), type)));
    CheckpointTypes.ALL.forEach(type -> all.add(new Subject(topics.checkpoints(), type)));
    IdentityType.ALL.forEach(type -> all.add(new Subject(topics.identities(), type)));
    return all;
  }

  String name() {
    return topic + "-" + type.schema().getFullName();
  }
}
