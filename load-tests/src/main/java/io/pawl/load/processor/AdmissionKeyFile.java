package io.pawl.load.processor;

import io.pawl.ratchet.ChannelId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * The admission keys of all channels, 64 bytes each, for the contenders that do not open grants
 * themselves. They are of made-up channels, and the file goes with the run.
 */
final class AdmissionKeyFile {
  private static final int ENTRY_BYTES = ChannelId.LENGTH + 64;

  private AdmissionKeyFile() {}

  static void write(Path file, Collection<Peers> channels) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream(channels.size() * ENTRY_BYTES);
    for (Peers peers : channels) {
      all.writeBytes(peers.channel().toBytes());
      all.writeBytes(peers.admission());
    }
    Files.write(file, all.toByteArray());
  }

  static Map<ChannelId, byte[]> read(Path file) throws IOException {
    byte[] all = Files.readAllBytes(file);
    Map<ChannelId, byte[]> keys = new HashMap<>();
    for (int at = 0; at < all.length; at += ENTRY_BYTES) {
      keys.put(
          ChannelId.read(all, at),
          Arrays.copyOfRange(all, at + ChannelId.LENGTH, at + ENTRY_BYTES));
    }
    return keys;
  }
}
