package io.pawl.channel;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pawl.channel.vault.KeyFile;
import io.pawl.channel.vault.SqliteVault;
import io.pawl.channel.vault.VaultUnlock;
import io.pawl.ratchet.Bytes;
import io.pawl.stream.Topics;
import io.pawl.stream.codec.Codec;
import io.pawl.stream.registry.SchemaRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * A peer in a process of its own, to be killed. Accepts one channel, or goes on with the one that
 * its vault keeps; sends without end, acknowledges what it receives, and says what it did on
 * standard output: {@code sent LINE} once the log has it, {@code got LINE}, and {@code done LINE}
 * once the acknowledgement is durable. Ends with its standard input.
 *
 * <p>Arguments: bootstrap servers, prefix of the topics, the processors' public key, a folder with
 * {@code vault}, {@code mark} and {@code key}, the name of this life.
 */
final class PeerProcess {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int ORPHANED = 3;

  private PeerProcess() {}

  /** Makes its vault, and gives its identity. */
  static Bytes makeVault(Path folder) {
    var entropy = new PlatformEntropy();
    var unlock = new VaultUnlock.InFile(folder.resolve("key"));
    KeyFile.create(folder.resolve("key"), entropy);
    SqliteVault.create(folder.resolve("vault"), folder.resolve("mark"), unlock, entropy);
    try (SqliteVault vault =
        SqliteVault.open(folder.resolve("vault"), folder.resolve("mark"), unlock, entropy)) {
      return vault.identity().publicKey();
    }
  }

  /** Starts one on what is in {@code folder}. */
  static Process start(TestDeployment deployment, Path folder, String life) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            PeerProcess.class.getName(),
            deployment.bootstrapServers(),
            deployment.topics().log().replaceFirst("\\.log$", ""),
            deployment.processorsKey().toHex(),
            folder.toString(),
            life)
        .redirectError(folder.resolve("stderr " + life).toFile())
        .start();
  }

  public static void main(String[] arguments) {
    holdOn();
    Topics topics = Topics.of(arguments[1]);
    Path folder = Path.of(arguments[3]);
    SchemaRegistry registry =
        SchemaRegistry.connect(Map.of("schema.registry.url", "mock://" + UUID.randomUUID()));
    Codec codec = Objects.requireNonNull(Codec.create(registry, topics).block(PATIENCE));
    SqliteVault vault =
        SqliteVault.open(
            folder.resolve("vault"),
            folder.resolve("mark"),
            new VaultUnlock.InFile(folder.resolve("key")),
            new PlatformEntropy());
    ChannelClient client =
        ChannelClient.connect(
            ClientSettings.of(
                    Map.of("bootstrap.servers", arguments[0]), topics, Bytes.fromHex(arguments[2]))
                .with(Delivery.ONCE_ACKNOWLEDGED),
            codec,
            new SimpleMeterRegistry());
    Peer peer = client.peer(vault.identity(), vault);
    PeerChannel channel =
        peer.resume()
            .next()
            .switchIfEmpty(Mono.defer(() -> peer.invitations().next().flatMap(Invitation::accept)))
            .blockOptional(PATIENCE)
            .orElseThrow();
    say("open " + channel.state());
    Mono.when(sending(channel, arguments[4]), receiving(channel)).block();
  }

  private static Mono<Void> sending(PeerChannel channel, String life) {
    return Flux.range(0, Integer.MAX_VALUE)
        .map(i -> life + " " + i)
        .concatMap(line -> channel.send(line.getBytes(UTF_8)).doOnNext(sent -> say("sent " + line)))
        .then();
  }

  private static Mono<Void> receiving(PeerChannel channel) {
    return channel
        .receive()
        .publishOn(Schedulers.boundedElastic(), 1)
        .concatMap(
            message -> {
              String line = new String(message.payload(), UTF_8);
              say("got " + line);
              return channel
                  .acknowledge(message)
                  .then(Mono.<Void>fromRunnable(() -> say("done " + line)));
            },
            1)
        .then();
  }

  /** In one piece: a line that a kill cuts in two says nothing. */
  private static synchronized void say(String line) {
    byte[] bytes = (line + "\n").getBytes(UTF_8);
    System.out.write(bytes, 0, bytes.length);
    System.out.flush();
  }

  /** Whoever started this and is gone leaves no process behind. */
  private static void holdOn() {
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          try {
            while (System.in.read() >= 0) {
              // Nobody writes here.
            }
          } catch (IOException e) {
            // As good as closed.
          }
          Runtime.getRuntime().halt(ORPHANED);
        });
  }
}
