package io.pawl.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.pawl.channel.Sealed;
import io.pawl.channel.Sent;
import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Position;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SentMessagesTest {
  private static final ChannelId CHANNEL = new ChannelId(1, 2);
  private static final Bytes DIGEST = Bytes.wrap(new byte[32]);
  private static final Sealed SEALED =
      new Sealed(new Position(1, 2, 3), Bytes.wrap(new byte[16]), 3);

  private static final Sent SENT = new Sent(SEALED.position(), 4);

  @TempDir private Path folder = Path.of("");

  @Test
  void whatWasSentIsFoundAgainByChannelAndKey() {
    try (SentMessages sent = SentMessages.open(folder.resolve("sent.db"))) {
      sent.sealed(CHANNEL, "key", DIGEST, SEALED);
      assertThat(sent.find(CHANNEL, "key")).contains(new SentMessages.Entry(DIGEST, SEALED, null));
      sent.sent(CHANNEL, "key", SENT);
    }

    try (SentMessages sent = SentMessages.open(folder.resolve("sent.db"))) {
      assertThat(sent.find(CHANNEL, "key")).contains(new SentMessages.Entry(DIGEST, SEALED, SENT));
      assertThat(sent.find(CHANNEL, "another")).isEmpty();
      assertThat(sent.find(new ChannelId(2, 1), "key")).isEmpty();
    }
  }

  @Test
  void anotherMessageOfTheSameKeyTakesThePlaceOfTheOneBefore() {
    var other = new Sealed(new Position(1, 3, 0), Bytes.wrap(new byte[16]), 9);
    try (SentMessages sent = SentMessages.open(folder.resolve("sent.db"))) {
      sent.sealed(CHANNEL, "key", DIGEST, SEALED);
      sent.sealed(CHANNEL, "key", DIGEST, other);

      assertThat(sent.find(CHANNEL, "key")).contains(new SentMessages.Entry(DIGEST, other, null));
    }
  }
}
