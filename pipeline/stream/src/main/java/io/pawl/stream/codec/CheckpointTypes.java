package io.pawl.stream.codec;

import io.pawl.stream.codec.Checkpoint.FoldMark;
import io.pawl.stream.codec.Checkpoint.PartitionSnapshot;
import java.util.ArrayList;
import java.util.List;

/** The records of checkpoints: facts, and what the sink adds. */
final class CheckpointTypes {
  static final List<RecordType<? extends Checkpoint>> ALL = all();

  private CheckpointTypes() {}

  private static List<RecordType<? extends Checkpoint>> all() {
    List<RecordType<? extends Checkpoint>> all = new ArrayList<>(FactTypes.ALL);
    all.add(new PageType());
    all.add(
        new GeneratedType<>(
            io.pawl.schema.FoldMark.getClassSchema(),
            io.pawl.schema.FoldMark.class,
            FoldMark.class,
            CheckpointTypes::mark,
            CheckpointTypes::mark));
    all.add(
        new GeneratedType<>(
            io.pawl.schema.Snapshot.getClassSchema(),
            io.pawl.schema.Snapshot.class,
            PartitionSnapshot.class,
            CheckpointTypes::snapshot,
            CheckpointTypes::snapshot));
    return List.copyOf(all);
  }

  private static FoldMark mark(io.pawl.schema.FoldMark read) {
    return new FoldMark(
        read.getFactsOffset(),
        read.getCount(),
        Fields.bytes(read.getSum()),
        new LogIdentity(Fields.topic(read.getLogTopic()), read.getPartitions()));
  }

  private static io.pawl.schema.FoldMark mark(FoldMark mark) {
    return new io.pawl.schema.FoldMark(
        mark.factsOffset(),
        mark.count(),
        Fields.digest(mark.sum()),
        Fields.topic(mark.log().topicId()),
        mark.log().partitions());
  }

  private static PartitionSnapshot snapshot(io.pawl.schema.Snapshot read) {
    return new PartitionSnapshot(
        new FoldMark(
            read.getFactsOffset(),
            read.getCount(),
            Fields.bytes(read.getSum()),
            new LogIdentity(Fields.topic(read.getLogTopic()), read.getPartitions())),
        read.getBarrier());
  }

  private static io.pawl.schema.Snapshot snapshot(PartitionSnapshot snapshot) {
    FoldMark mark = snapshot.mark();
    return new io.pawl.schema.Snapshot(
        mark.factsOffset(),
        mark.count(),
        Fields.digest(mark.sum()),
        snapshot.barrier(),
        Fields.topic(mark.log().topicId()),
        mark.log().partitions());
  }
}
