package io.pawl.ratchet.simulation;

import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.SlotChain;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** What one peer has on its disk: each change is whole or not there. */
final class Vault {
  private final Map<ChannelId, Kept> channels;
  private final int next;
  private final long now;
  private long generation;

  /**
   * @param generation of the mark when it was written
   * @param next index of the first record that is not reflected
   * @param now log offset of the last one that is
   */
  Vault(long generation, int next, long now, Map<ChannelId, Kept> channels) {
    this.generation = generation;
    this.next = next;
    this.now = now;
    this.channels = new TreeMap<>(channels);
  }

  static Vault empty() {
    return new Vault(0, 0, 0, Map.of());
  }

  long generation() {
    return generation;
  }

  int next() {
    return next;
  }

  long now() {
    return now;
  }

  Map<ChannelId, Kept> channels() {
    return channels;
  }

  void claim(long newGeneration, ChannelId channel, long slot, SlotChain after) {
    channels.put(channel, Objects.requireNonNull(channels.get(channel)).claimed(slot, after));
    generation = newGeneration;
  }

  Vault copy() {
    Map<ChannelId, Kept> copies = new TreeMap<>();
    channels.forEach((channel, kept) -> copies.put(channel, kept.copy()));
    return new Vault(generation, next, now, copies);
  }

  void erase() {
    channels.values().forEach(Kept::erase);
  }
}
