package io.pawl.channel.vault;

import io.pawl.channel.Sample;
import io.pawl.ratchet.ChannelId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A process that has a vault until its input ends, and says when it has: {@code idle}, it is open;
 * {@code writing}, all channels of it change without end; {@code turn}, it is open nowhere, and the
 * turn is taken for a change that is half done.
 */
final class VaultHolder {
  /** Of which Samples 1, 2 and so on are in a vault that is written to. */
  static final int CHANNELS = 32;

  private VaultHolder() {}

  /** Starts one; it has the vault open when it has said so. */
  static Process start(VaultFolder folder, String what) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            VaultHolder.class.getName(),
            folder.folder().toString(),
            what)
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  public static void main(String[] arguments) throws IOException {
    VaultFolder folder = VaultFolder.in(Path.of(arguments[0]), 2);
    if (arguments[1].equals("turn")) {
      takeTurn(folder);
      return;
    }
    try (SqliteVault vault = folder.open()) {
      if (arguments[1].equals("writing")) {
        write(vault);
      }
      holdOn("open");
    }
  }

  private static void holdOn(String what) throws IOException {
    System.out.println(what);
    while (System.in.read() >= 0) {
      // Until whoever started this is gone, or says that it may go on.
    }
  }

  private static void takeTurn(VaultFolder folder) throws IOException {
    OpenFiles.Claim claim = OpenFiles.claim(folder.file());
    byte[] whole = folder.read();
    byte[] half = folder.drawer(2);
    half[7] ^= 1;
    try (Turn turn = Turn.of(claim)) {
      turn.take();
      folder.drawer(2, half);
      holdOn("taken");
      folder.write(whole);
    }
  }

  /** All channels change in one transaction, so that half of one is half of many pages. */
  private static void write(SqliteVault vault) {
    List<ChannelId> channels =
        IntStream.rangeClosed(1, CHANNELS)
            .mapToObj(seed -> Sample.of(seed).offer().channel())
            .toList();
    Flux.range(8, Integer.MAX_VALUE - 8)
        .concatMap(taken ->
            Mono.when(channels.stream().map(channel -> vault.taken(channel, taken)).toList()))
        .subscribe();
  }
}
