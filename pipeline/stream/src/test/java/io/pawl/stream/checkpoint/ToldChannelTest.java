package io.pawl.stream.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.pawl.ratchet.ChannelId;
import io.pawl.stream.codec.CheckpointKey.Kind;
import io.pawl.stream.codec.Fact;
import io.pawl.stream.codec.FactHead;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ToldChannelTest {
  private static final ChannelId ID = new ChannelId(1, 2);

  private final ToldChannel channel = new ToldChannel();

  private static FactHead descriptor(long covered) {
    return new FactHead.Descriptor(ID, covered, false);
  }

  private static FactHead position(long covered) {
    return new FactHead.Position(ID, covered);
  }

  private static FactHead closed(long closedAt) {
    return new FactHead.Other(new Fact.Closed(ID, closedAt));
  }

  private static FactHead forgotten(long forgottenAt) {
    return new FactHead.Other(new Fact.Forgotten(ID, forgottenAt));
  }

  private static byte[] value(int number) {
    return new byte[] {(byte) number};
  }

  @Test
  void theFactThatIncludesMostOfTheLogHolds() {
    assertThat(channel.tell(position(20), value(1))).isTrue();
    assertThat(channel.tell(position(10), value(2))).isFalse();
    assertThat(channel.tell(descriptor(15), value(3))).isTrue();

    assertThat(channel.value(Kind.POSITION)).isEqualTo(value(1));
    assertThat(channel.covered()).isEqualTo(20);
    assertThat(channel.described()).isEqualTo(15);
  }

  @Test
  void anEndLeavesNothingFromBeforeIt() {
    channel.tell(descriptor(10), value(1));
    channel.tell(position(10), value(2));

    assertThat(channel.tell(closed(11), value(3))).isTrue();
    assertThat(channel.tell(position(10), value(2))).isFalse();

    assertThat(channel.value(Kind.DESCRIPTOR)).isNull();
    assertThat(channel.value(Kind.POSITION)).isNull();
    assertThat(channel.value(Kind.CLOSED)).isEqualTo(value(3));
    assertThat(channel.endedAt()).isEqualTo(11);
  }

  @Test
  void aClosedChannelThatIsForgottenIsOnlyForgotten() {
    channel.tell(closed(11), value(1));
    channel.tell(forgotten(12), value(2));

    assertThat(channel.value(Kind.CLOSED)).isNull();
    assertThat(channel.value(Kind.FORGOTTEN)).isEqualTo(value(2));
  }

  @Test
  void anOpenThatGaveWayMayBeOfferedAgain() {
    channel.tell(descriptor(10), value(1));
    channel.tell(forgotten(12), value(2));

    assertThat(channel.tell(descriptor(13), value(3))).isTrue();

    assertThat(channel.value(Kind.FORGOTTEN)).isNull();
    assertThat(channel.endedAt()).isEqualTo(-1);
  }

  @ParameterizedTest(name = "seed={0}")
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void theOrderOfFactsDoesNotMatter(long seed) {
    List<FactHead> facts =
        new ArrayList<>(
            List.of(
                descriptor(10),
                position(10),
                position(11),
                forgotten(12),
                descriptor(20),
                position(20),
                position(25)));
    Collections.shuffle(facts, new Random(seed));
    facts.addAll(facts.subList(0, 3));

    facts.forEach(fact -> channel.tell(fact, value((int) asOf(fact))));

    assertThat(channel.value(Kind.DESCRIPTOR)).isEqualTo(value(20));
    assertThat(channel.value(Kind.POSITION)).isEqualTo(value(25));
    assertThat(channel.value(Kind.FORGOTTEN)).isNull();
  }

  private static long asOf(FactHead head) {
    return switch (head) {
      case FactHead.Descriptor descriptor -> descriptor.covered();
      case FactHead.Position position -> position.covered();
      case FactHead.Other(Fact.Forgotten gone) -> gone.forgottenAt();
      case FactHead.Other other -> throw new AssertionError(other);
    };
  }
}
