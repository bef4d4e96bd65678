package io.pawl.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Direction;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CarriedChannelsTest {
  private static final ChannelId ONE = new ChannelId(0, 1);
  private static final ChannelId TWO = new ChannelId(0, 2);
  private static final ChannelId THREE = new ChannelId(0, 3);

  @TempDir private Path folder = Path.of("");

  private CarriedChannels open() {
    return CarriedChannels.open(folder.resolve("channels"), 2);
  }

  @Test
  void channelsAreThereAfterARestart() {
    open().add(ONE, Direction.RESPONDER);

    assertThat(open().side(ONE)).isEqualTo(Direction.RESPONDER);
    assertThat(open().side(TWO)).isNull();
  }

  @Test
  void aChannelThatIsOverMakesRoomAndNoOther() {
    CarriedChannels channels = open();
    channels.add(ONE, Direction.INITIATOR);
    channels.add(TWO, Direction.INITIATOR);
    assertThatExceptionOfType(GatewayFailure.class)
        .isThrownBy(() -> channels.add(THREE, Direction.INITIATOR))
        .returns(Code.TOO_MANY_CHANNELS, GatewayFailure::code);

    channels.over(TWO);
    assertThat(channels.side(TWO)).isNotNull();
    open().add(THREE, Direction.INITIATOR);

    assertThat(open().side(ONE)).isNotNull();
    assertThat(open().side(TWO)).isNull();
    assertThat(open().side(THREE)).isNotNull();
  }

  @Test
  void aChannelStaysWhatItIs() {
    CarriedChannels channels = open();
    channels.add(ONE, Direction.INITIATOR);

    channels.add(ONE, Direction.RESPONDER);

    assertThat(channels.side(ONE)).isEqualTo(Direction.INITIATOR);
  }
}
