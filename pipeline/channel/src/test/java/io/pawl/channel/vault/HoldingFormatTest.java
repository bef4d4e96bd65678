package io.pawl.channel.vault;

import static org.assertj.core.api.Assertions.assertThat;

import io.pawl.channel.Sample;
import io.pawl.channel.Vault.Holding;
import io.pawl.channel.Vault.Logged;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class HoldingFormatTest {
  private static final int OPTIONAL_U64 = 1 + 8;

  @Test
  void anEpochThatWasWrittenWithoutTheLoggedSlotIsRead() {
    Sample sample = Sample.of(1);
    Holding.Epoch epoch = sample.epoch().claimed(0, sample.sending(1), Sample.LOGGED);
    ByteBuffer bytes = ByteBuffer.allocate(VaultFile.DRAWER_BYTES);
    HoldingFormat.write(epoch, bytes);
    int end = bytes.position();
    assertThat(read(bytes).logged()).isEqualTo(Sample.LOGGED);

    bytes.put(end - OPTIONAL_U64, new byte[OPTIONAL_U64]);

    Holding.Epoch old = read(bytes);
    assertThat(old.logged()).isEqualTo(new Logged(Sample.LOGGED.offset(), -1));
    assertThat(old.refresh()).isEqualTo(epoch.refresh());
  }

  private static Holding.Epoch read(ByteBuffer bytes) {
    return (Holding.Epoch) HoldingFormat.read(bytes.rewind());
  }
}
