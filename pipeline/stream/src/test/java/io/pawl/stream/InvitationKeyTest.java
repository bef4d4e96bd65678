package io.pawl.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelId;
import org.junit.jupiter.api.Test;

class InvitationKeyTest {
  private static final Bytes RESPONDER = Bytes.fromHex("ab".repeat(32));

  @Test
  void aKeyIsTheIdentityThenTheChannel() {
    ChannelId channel = new ChannelId(1, 2);
    byte[] key = new InvitationKey(RESPONDER, channel).toBytes();

    assertThat(Bytes.wrap(key).toHex())
        .isEqualTo("ab".repeat(32) + "0000000000000001" + "0000000000000002");
    assertThat(InvitationKey.read(key)).isEqualTo(new InvitationKey(RESPONDER, channel));
  }

  @Test
  void otherLengthsAreNoKeys() {
    assertThat(InvitationKey.read(null)).isNull();
    assertThat(InvitationKey.read(new byte[47])).isNull();
    assertThat(InvitationKey.read(new byte[49])).isNull();
  }
}
