package io.pawl.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.pawl.channel.Sent;
import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Position;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SentMessagesTest {
  private static final ChannelId CHANNEL = new ChannelId(1, 2);
  private static final SentMessages.Entry ENTRY =
      new SentMessages.Entry(Bytes.wrap(new byte[32]), new Sent(new Position(1, 2, 3), 4));

  @TempDir private Path folder = Path.of("");

  @Test
  void whatWasSentIsFoundAgainByChannelAndKey() {
    try (SentMessages sent = SentMessages.open(folder.resolve("sent.db"))) {
      sent.add(CHANNEL, "key", ENTRY);
    }

    try (SentMessages sent = SentMessages.open(folder.resolve("sent.db"))) {
      assertThat(sent.find(CHANNEL, "key")).contains(ENTRY);
      assertThat(sent.find(CHANNEL, "another")).isEmpty();
      assertThat(sent.find(new ChannelId(2, 1), "key")).isEmpty();
    }
  }
}
