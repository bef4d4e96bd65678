package io.pawl.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pawl.channel.ChannelClient;
import io.pawl.channel.ClientSettings;
import io.pawl.channel.Invitation;
import io.pawl.channel.Peer;
import io.pawl.channel.PeerChannel;
import io.pawl.channel.PlatformEntropy;
import io.pawl.channel.vault.SqliteVault;
import io.pawl.channel.vault.VaultUnlock;
import io.pawl.ratchet.Bytes;
import io.pawl.stream.Topics;
import io.pawl.stream.codec.Codec;
import io.pawl.stream.registry.SchemaRegistry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * A sender in a process of its own, to be killed. Accepts one channel, or goes on with the one that
 * its vault keeps, and says {@code open}. Each line of its standard input is a key and the payload
 * that is sent under it; says {@code sent KEY ANSWER} once that is answered. Ends with its input.
 *
 * <p>Arguments: bootstrap servers, prefix of the topics, the processors' public key, a folder with
 * {@code vault}, {@code mark} and {@code key}.
 */
final class SenderProcess {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final PrintStream SAID = System.out;

  private SenderProcess() {}

  public static void main(String[] arguments) throws IOException {
    // Where the tests' logging goes by default.
    System.setOut(System.err);
    Topics topics = Topics.of(arguments[1]);
    Path folder = Path.of(arguments[3]);
    SchemaRegistry registry =
        SchemaRegistry.connect(Map.of("schema.registry.url", "mock://" + UUID.randomUUID()));
    Codec codec = Codec.create(registry, topics).blockOptional(PATIENCE).orElseThrow();
    SqliteVault vault =
        SqliteVault.open(
            folder.resolve("vault"),
            folder.resolve("mark"),
            new VaultUnlock.InFile(folder.resolve("key")),
            new PlatformEntropy());
    ChannelClient client =
        ChannelClient.connect(
            ClientSettings.of(
                Map.of("bootstrap.servers", arguments[0]), topics, Bytes.fromHex(arguments[2])),
            codec,
            new SimpleMeterRegistry());
    Peer peer = client.peer(vault.identity(), vault);
    PeerChannel channel =
        peer.resume()
            .next()
            .switchIfEmpty(Mono.defer(() -> peer.invitations().next().flatMap(Invitation::accept)))
            .blockOptional(PATIENCE)
            .orElseThrow();
    var sender =
        new OnceSender(
            SentMessages.open(folder.resolve("sent")),
            vault.identity(),
            Schedulers.boundedElastic());
    say("open");
    var asked = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    for (String key = asked.readLine(); key != null; key = asked.readLine()) {
      String name = key;
      sender
          .send(channel, name, name.getBytes(UTF_8))
          .subscribe(
              sent -> say("sent " + name + " " + sent),
              error -> say("failed " + name + " " + error));
    }
    // Whoever started this and is gone leaves no process behind.
    Runtime.getRuntime().halt(0);
  }

  /** In one piece: a line that a kill cuts in two says nothing. */
  private static synchronized void say(String line) {
    byte[] bytes = (line + "\n").getBytes(UTF_8);
    SAID.write(bytes, 0, bytes.length);
    SAID.flush();
  }
}
