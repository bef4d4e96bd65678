package io.pawl.stream.codec;

import io.pawl.ratchet.ChannelId;
import org.jspecify.annotations.Nullable;

/**
 * What a recovery must know of a fact at once. The bulk of facts are descriptors and positions of
 * channels that nobody will name for long: the rest of those is decoded when it is needed.
 */
public sealed interface FactHead {
  /** The channel that the fact is about; null if it is about the partition. */
  @Nullable ChannelId channel();

  /**
   * Of a {@link Fact.Descriptor}.
   *
   * @param opening whether only an OPEN is pending
   */
  record Descriptor(ChannelId channel, long covered, boolean opening) implements FactHead {}

  /** Of a {@link Fact.Position}. */
  record Position(ChannelId channel, long covered) implements FactHead {}

  /** Any other fact, which is small. */
  record Other(Fact fact) implements FactHead {
    @Override
    public @Nullable ChannelId channel() {
      return fact.channel();
    }
  }

  /** The head of {@code fact}. */
  static FactHead of(Fact fact) {
    return switch (fact) {
      case Fact.Descriptor descriptor ->
          new Descriptor(
              descriptor.channel(),
              descriptor.covered(),
              descriptor.descriptor().current() == null);
      case Fact.Position position -> new Position(position.channel(), position.covered());
      case Fact.Closed closed -> new Other(closed);
      case Fact.Forgotten forgotten -> new Other(forgotten);
      case Fact.SchemaSeen seen -> new Other(seen);
      case Fact.Barrier barrier -> new Other(barrier);
    };
  }
}
