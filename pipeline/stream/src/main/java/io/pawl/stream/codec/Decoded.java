package io.pawl.stream.codec;

/** What the bytes of a record turned out to be. */
public sealed interface Decoded<T> {
  /** A record of its topic. */
  record Value<T>(T record) implements Decoded<T> {}

  /**
   * No record of its topic, now or ever.
   *
   * @param why one line for people; no decision hangs on it
   */
  record Malformed<T>(String why) implements Decoded<T> {}

  /**
   * Not known yet: the schema id has to be looked up first, see {@link Codec#resolve}.
   *
   * @param schemaId the id in the record
   */
  record Waiting<T>(int schemaId) implements Decoded<T> {}
}
