package io.pawl.load.transactions;

import java.util.Locale;

/** Whose a transaction is. */
enum Sharing {
  /** Each lane has its producer, and commits when it wants to. */
  PER_LANE("perLane"),
  /** The lanes share a producer, and a commit is of all of them. */
  PER_INSTANCE("perInstance");

  private final String key;

  Sharing(String key) {
    this.key = key;
  }

  /** As in the report. */
  String key() {
    return key;
  }

  /** As a transactional id may contain it. */
  String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
