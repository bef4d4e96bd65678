package io.pawl.gateway;

import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Direction;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which channels an app with custody {@code SELF} has, and which side of them it is. In a file: a
 * restart must not make strangers of an app and its channels. Safe for use by many threads.
 */
final class CarriedChannels {
  private static final String OVER = "over";

  private final Path file;
  private final int most;

  /** In the order in which they came; replaced as a whole. */
  private volatile Map<ChannelId, Place> channels;

  private record Place(Direction side, boolean over) {}

  private CarriedChannels(Path file, int most, Map<ChannelId, Place> channels) {
    this.file = file;
    this.most = most;
    this.channels = channels;
  }

  /**
   * Reads the file; without one there are no channels. Blocks.
   *
   * @param most channels at the same time
   * @throws UncheckedIOException if it cannot be read
   * @throws IllegalArgumentException if it is not what was written
   */
  static CarriedChannels open(Path file, int most) {
    Map<ChannelId, Place> channels = new LinkedHashMap<>();
    try {
      if (Files.exists(file)) {
        for (String line : Files.readAllLines(file)) {
          String[] words = line.split(" ", -1);
          channels.put(
              ChannelId.fromHex(words[0]),
              new Place(Direction.valueOf(words[1]), words[2].equals(OVER)));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the channels in " + file + " cannot be read", e);
    } catch (IndexOutOfBoundsException e) {
      throw new IllegalArgumentException(file + " is not a list of channels", e);
    }
    return new CarriedChannels(file, most, channels);
  }

  /** The app's side; null if it has no such channel. */
  @Nullable Direction side(ChannelId channel) {
    Place place = channels.get(channel);
    return place == null ? null : place.side();
  }

  /**
   * Adds a channel, durably; one that is there already stays as it is. One that is over makes room.
   * Blocks.
   *
   * @throws GatewayFailure {@code TOO_MANY_CHANNELS}
   * @throws UncheckedIOException if the file system refuses; nothing has changed then
   */
  synchronized void add(ChannelId channel, Direction side) {
    if (channels.containsKey(channel)) {
      return;
    }
    Map<ChannelId, Place> next = new LinkedHashMap<>(channels);
    if (next.size() >= most) {
      next.remove(eldestOver());
    }
    next.put(channel, new Place(side, false));
    keep(next);
  }

  private ChannelId eldestOver() {
    return channels.entrySet().stream()
        .filter(entry -> entry.getValue().over())
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow(() ->
            new GatewayFailure(
                Code.TOO_MANY_CHANNELS,
                "an app has at most %d channels: close one".formatted(most)));
  }

  /** Notes that a channel is closed: it stays until its place is needed. Blocks. */
  synchronized void over(ChannelId channel) {
    Place place = channels.get(channel);
    if (place == null || place.over()) {
      return;
    }
    Map<ChannelId, Place> next = new LinkedHashMap<>(channels);
    next.put(channel, new Place(place.side(), true));
    keep(next);
  }

  /** Under another name first: a crash leaves the list before or the list after. */
  private void keep(Map<ChannelId, Place> next) {
    List<String> lines = new ArrayList<>();
    next.forEach((channel, place) ->
        lines.add(channel + " " + place.side() + " " + (place.over() ? OVER : "open")));
    Path begun = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.write(begun, lines);
      AppHome.sync(begun);
      Files.move(begun, file, StandardCopyOption.ATOMIC_MOVE);
      AppHome.sync(file.resolveSibling(""));
    } catch (IOException e) {
      throw new UncheckedIOException("the channels in " + file + " cannot be kept", e);
    }
    channels = next;
  }
}
