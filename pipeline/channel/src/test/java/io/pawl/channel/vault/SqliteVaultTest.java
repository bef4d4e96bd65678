package io.pawl.channel.vault;

import static org.assertj.core.api.Assertions.assertThat;

import io.pawl.channel.Sample;
import io.pawl.channel.Vault;
import io.pawl.channel.Vault.Holding;
import io.pawl.channel.VaultContract;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Secret;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class SqliteVaultTest extends VaultContract {
  @TempDir private Path temporary = Path.of("");

  private final List<SqliteVault> opened = new ArrayList<>();

  @Override
  protected Vault vault() {
    SqliteVault vault = folder().create();
    opened.add(vault);
    return vault;
  }

  private VaultFolder folder() {
    return VaultFolder.in(temporary, 1);
  }

  @AfterEach
  void close() {
    opened.forEach(SqliteVault::close);
  }

  @Test
  void everythingIsThereAgainAfterItWasClosed() {
    Sample first = Sample.of(1);
    Sample second = Sample.of(2);
    Sample third = Sample.of(3);
    var identity =
        closeAfter(
            folder().create(),
            vault -> {
              vault.offered(first.offered()).block();
              vault.answered(second.answered()).block();
              vault.begun(third.epoch(), false).block();
              vault.claim(third.offer().channel(), 1, 0, third.sending(1), Sample.LOGGED).block();
              return vault.identity().publicKey();
            });

    try (SqliteVault again = folder().open()) {
      Map<ChannelId, Holding> kept = new HashMap<>();
      again.holdings().doOnNext(holding -> kept.put(holding.channel(), holding)).blockLast();
      assertThat(kept).hasSize(3);
      assertThat(kept.get(first.offer().channel())).isEqualTo(first.offered());
      assertThat(kept.get(second.offer().channel())).isInstanceOf(Holding.Answered.class);
      assertThat(kept.get(third.offer().channel()))
          .isInstanceOfSatisfying(
              Holding.Epoch.class, epoch -> assertThat(epoch.claimed()).isZero());
      assertThat(again.identity().publicKey()).isEqualTo(identity);
      assertThat(again.restored()).isFalse();
    }
  }

  private static <T> T closeAfter(SqliteVault vault, Function<SqliteVault, T> use) {
    try (vault) {
      return use.apply(vault);
    }
  }

  @Test
  void noSecretOfItStandsOnTheDiskInPlain() {
    Sample sample = Sample.of(4);
    VaultFolder folder = folder();
    try (SqliteVault vault = folder.create()) {
      vault.offered(sample.offered()).block();
      assertThat(VaultFolder.contains(folder.disk(), plain(sample.offerKeys().x25519()))).isFalse();
      vault.begun(sample.epoch(), false).block();
      vault.claim(sample.offer().channel(), 1, 0, sample.sending(1), Sample.LOGGED).block();

      byte[] disk = folder.disk();
      for (Secret secret :
          List.of(
              sample.sending(0).secret(),
              sample.sending(1).secret(),
              sample.keys().initiatorAdmission(),
              sample.keys().resumption(),
              sample.receiving().current().material(),
              sample.receiving().chain().secret())) {
        assertThat(VaultFolder.contains(disk, plain(secret))).isFalse();
      }
      // Nor with whom.
      assertThat(VaultFolder.contains(disk, sample.offer().channel().toBytes())).isFalse();
      assertThat(VaultFolder.contains(disk, sample.offer().responder().toArray())).isFalse();
    }
  }

  private static byte[] plain(Secret secret) {
    return secret.toArray();
  }

  /** What was sealed is gone too: whoever gets the vault's key later finds nothing of it. */
  @ParameterizedTest(name = "seed={0}")
  @ValueSource(longs = {1, 2, 3})
  void whatWasReplacedOrErasedIsGoneFromTheFileAndItsJournal(long seed) {
    VaultFolder folder = folder();
    var random = new Random(seed);
    List<Sample> samples = LongStream.range(0, 40).mapToObj(Sample::of).toList();
    List<byte[]> before = new ArrayList<>();
    try (SqliteVault vault = folder.create()) {
      Flux.fromIterable(samples).flatMap(sample -> vault.begun(sample.epoch(), false)).blockLast();
      for (int round = 0; round < 20; round++) {
        before.addAll(folder.sealed());
        for (Sample sample : samples) {
          change(vault, sample, random.nextInt(4), round).block();
        }
      }
      before.addAll(folder.sealed());
      Flux.fromIterable(samples)
          .flatMap(sample -> vault.erase(sample.offer().channel()))
          .blockLast();

      byte[] disk = folder.disk();
      assertThat(before).hasSizeGreaterThan(500);
      assertThat(before).noneMatch(sealed -> VaultFolder.contains(disk, sealed));
    }
  }

  private static Mono<Void> change(SqliteVault vault, Sample sample, int what, int round) {
    ChannelId channel = sample.offer().channel();
    Mono<Void> begun = vault.begun(sample.epoch(), false);
    return switch (what) {
      case 0 -> begun;
      case 1 -> vault.erase(channel);
      case 2 ->
          begun.then(vault.claim(channel, 1, round, sample.sending(round + 1), Sample.LOGGED));
      default -> begun.then(vault.received(channel, round, 4, 1, sample.received(1)));
    };
  }

  @Test
  void aDrawerThatIsPutBackAloneIsFound() {
    Sample sample = Sample.of(5);
    VaultFolder folder = folder();
    byte[] old;
    try (SqliteVault vault = folder.create()) {
      vault.begun(sample.epoch(), false).block();
      old = folder.drawer(2);
      vault.claim(sample.offer().channel(), 1, 0, sample.sending(1), Sample.LOGGED).block();
    }

    folder.drawer(2, old);

    assertThat(Failures.of(folder::open)).isEqualTo(VaultFailure.Reason.CORRUPT);
  }
}
