package io.pawl.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pawl.channel.ChannelClient;
import io.pawl.channel.Invitation;
import io.pawl.channel.MemoryVault;
import io.pawl.channel.Peer;
import io.pawl.channel.PeerChannel;
import io.pawl.gateway.http.Ground;
import io.pawl.ratchet.Policy;
import io.pawl.ratchet.Secret;
import io.pawl.ratchet.SigningKey;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What an app asks of its channels while something else becomes of them. */
@Timeout(120)
class AppChannelsTest {
  private final Ground ground = new Ground();
  private final ChannelClient client = ground.client();
  private final ChannelClient partners = ground.client();
  private final Peer partner = partners.peer(key(2), new MemoryVault());
  private final AppChannels channels =
      new AppChannels(client.peer(key(1), new MemoryVault()), GatewayLimits.DEFAULT);

  @BeforeEach
  void start() {
    channels.resume().block(Ground.PATIENCE);
  }

  @AfterEach
  void stop() {
    client.close();
    channels.close();
    partners.close();
    ground.close();
  }

  private static SigningKey key(int number) {
    byte[] seed = new byte[32];
    seed[0] = (byte) number;
    return SigningKey.fromSeed(Secret.owning(seed));
  }

  private HeldChannel offered() {
    return channels
        .open(partner.identity(), Policy.DEFAULT, null)
        .blockOptional(Ground.PATIENCE)
        .orElseThrow();
  }

  private PeerChannel accepted() {
    return partner
        .invitations()
        .next()
        .flatMap(Invitation::accept)
        .blockOptional(Ground.PATIENCE)
        .orElseThrow();
  }

  /** Whether something that became of a channel waits to be noted. */
  private static boolean newsWaits() {
    return Thread.getAllStackTraces().values().stream()
        .anyMatch(stack ->
            stack.length > 0 && stack[0].getClassName().equals(AppChannels.class.getName()));
  }

  @Test
  void aChannelThatOpensWhileItIsWithdrawnIsClosed() {
    HeldChannel offered = offered();
    PeerChannel theirs;
    synchronized (channels) {
      theirs = accepted();
      await().atMost(Ground.PATIENCE).until(AppChannelsTest::newsWaits);

      channels.close(offered.id());
    }

    theirs.events().ignoreElements().block(Ground.PATIENCE);
    assertThat(channels.find(offered.id()).state()).isEqualTo(ChannelState.CLOSED);
  }

  @Test
  void channelsThatAreLetGoOfRefuseWhatWouldComeToNothing() {
    HeldChannel offered = offered();
    accepted();
    await()
        .atMost(Ground.PATIENCE)
        .until(() -> channels.find(offered.id()) instanceof HeldChannel.Opened);

    channels.close();

    assertNotReady(() -> channels.close(offered.id()));
    assertNotReady(() -> channels.accept(offered.id(), null));
    assertNotReady(() -> channels.decline(offered.id()).block(Ground.PATIENCE));
    assertNotReady(this::offered);
  }

  private static void assertNotReady(ThrowingCallable asked) {
    assertThatThrownBy(asked)
        .isInstanceOfSatisfying(
            GatewayFailure.class, failure -> assertThat(failure.code()).isEqualTo(Code.NOT_READY));
  }
}
