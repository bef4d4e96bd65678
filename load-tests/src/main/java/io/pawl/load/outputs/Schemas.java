package io.pawl.load.outputs;

import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** The schemas that records name by their id. */
@FunctionalInterface
public interface Schemas {
  /** The schema of that id; null if nobody registered one. */
  @Nullable Schema byId(int id);
}
