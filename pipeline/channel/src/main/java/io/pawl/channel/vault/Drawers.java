package io.pawl.channel.vault;

import io.pawl.channel.Vault.Holding;
import io.pawl.channel.Vault.Holding.Place;
import io.pawl.channel.VaultShelves;
import io.pawl.channel.vault.VaultFile.Drawer;
import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Entropy;
import io.pawl.ratchet.Secret;
import io.pawl.stream.checkpoint.EntrySum;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What lies in a vault's drawers, opened. The first holds what is the vault's own: the identity,
 * the mark, and count and sum of all others, so that no drawer can be put back to what it once held
 * alone. Every other holds one part of a channel, or zeros. Not thread-safe.
 */
final class Drawers implements VaultShelves.Shelf {
  private static final long OWN = 1;
  private static final String TABLE = "drawer";
  private static final String COLUMN = "sealed";
  private static final Bytes EMPTY = Bytes.wrap(new byte[VaultFile.DRAWER_BYTES]);

  private final VaultFile file;
  private final Entropy entropy;
  private final Bytes name;
  private BoundSeal seal;

  private final Map<ChannelId, Map<Place, Long>> places = new HashMap<>();
  private final Deque<Long> free = new ArrayDeque<>();
  private EntrySum sum = new EntrySum();
  private long last;
  private VaultHead head;

  private Drawers(VaultFile file, Secret key, Bytes name, VaultHead head, Entropy entropy) {
    this.file = file;
    this.entropy = entropy;
    this.name = name;
    this.seal = new BoundSeal(key, name, entropy);
    this.head = head;
  }

  /** Fills a new vault, in the transaction that is open. Takes key and head over. */
  static Drawers fill(VaultFile file, Secret key, Bytes name, VaultHead head, Entropy entropy) {
    var drawers = new Drawers(file, key, name, head, entropy);
    drawers.last = OWN;
    drawers.advance(head.mark());
    return drawers;
  }

  /** Opens those of a vault. Takes the key over. */
  static Drawers open(VaultFile file, Secret key, Bytes name, Entropy entropy) {
    // Stands in until the real one is read.
    var none = VaultHead.of(Secret.owning(new byte[0]));
    var drawers = new Drawers(file, key, name, none, entropy);
    drawers.reload();
    return drawers;
  }

  /** Looks at the file anew, as after a transaction that was undone. */
  void reload() {
    places.clear();
    free.clear();
    sum = new EntrySum();
    last = 0;
    VaultHead found = null;
    for (Drawer drawer : file.drawers()) {
      last = drawer.id();
      if (last == OWN) {
        byte[] plain = unseal(drawer);
        found = VaultHead.read(ByteBuffer.wrap(plain));
        Arrays.fill(plain, (byte) 0);
      } else if (drawer.sealed().equals(EMPTY)) {
        free.add(last);
      } else {
        sum.add(keyOf(last), drawer.sealed().toArray());
        Holding holding = holding(drawer);
        note(holding.place(), last);
        holding.erase();
      }
    }
    if (found == null || found.count() != sum.count() || !found.sum().equals(sum.sum())) {
      throw VaultFailure.corrupt(
          file.path(), "a drawer is not the one that was last written", null);
    }
    head.erase();
    head = found;
  }

  VaultHead head() {
    return head;
  }

  /** Says whether channels may be missing; the next {@link #advance} writes it. */
  void incomplete(boolean now) {
    head = head.incomplete(now);
  }

  private void note(Place place, long drawer) {
    places.computeIfAbsent(place.channel(), channel -> new HashMap<>()).put(place, drawer);
  }

  private @Nullable Long drawer(Place place) {
    return places.getOrDefault(place.channel(), Map.of()).get(place);
  }

  @Override
  public @Nullable Holding get(Place place) {
    Long drawer = drawer(place);
    return drawer == null ? null : holding(file.read(drawer));
  }

  @Override
  public Collection<Place> places(ChannelId channel) {
    return places.getOrDefault(channel, Map.of()).keySet();
  }

  List<Holding> all() {
    List<Holding> all = new ArrayList<>();
    for (Map<Place, Long> parts : places.values()) {
      parts.values().forEach(drawer -> all.add(holding(file.read(drawer))));
    }
    return all;
  }

  /** Puts a part in its place: what was there is gone with this, and the argument is erased. */
  @Override
  public void put(Holding holding) {
    Long drawer = drawer(holding.place());
    if (drawer == null) {
      drawer = free.isEmpty() ? ++last : free.remove();
      note(holding.place(), drawer);
    } else {
      sum.remove(keyOf(drawer), file.read(drawer).sealed().toArray());
    }
    write(drawer, holding);
    holding.erase();
  }

  private void write(long place, Holding holding) {
    byte[] plain = new byte[VaultFile.DRAWER_BYTES - BoundSeal.OVERHEAD];
    HoldingFormat.write(holding, ByteBuffer.wrap(plain));
    Drawer drawer = sealed(place, plain);
    sum.add(keyOf(place), drawer.sealed().toArray());
    file.write(drawer);
  }

  /** Overwrites what is kept in that place with zeros. */
  @Override
  public void remove(Place place) {
    Map<Place, Long> parts = places.getOrDefault(place.channel(), Map.of());
    Long drawer = drawer(place);
    if (drawer != null) {
      parts.remove(place);
      if (parts.isEmpty()) {
        places.remove(place.channel());
      }
      sum.remove(keyOf(drawer), file.read(drawer).sealed().toArray());
      file.write(new Drawer(drawer, EMPTY));
      free.add(drawer);
    }
  }

  /** Writes the vault's own drawer with that mark: the last of every transaction. */
  void advance(long mark) {
    head = head.with(mark, sum.count(), sum.sum());
    byte[] plain = new byte[VaultFile.DRAWER_BYTES - BoundSeal.OVERHEAD];
    head.write(ByteBuffer.wrap(plain));
    file.write(sealed(OWN, plain));
  }

  /** Seals everything anew under another key, in the transaction that is open. Takes it over. */
  void reseal(Secret key) {
    Map<Long, Holding> all = new HashMap<>();
    for (Map<Place, Long> parts : places.values()) {
      parts.values().forEach(drawer -> all.put(drawer, holding(file.read(drawer))));
    }
    seal.erase();
    seal = new BoundSeal(key, name, entropy);
    sum = new EntrySum();
    all.forEach((place, holding) -> {
      write(place, holding);
      holding.erase();
    });
    advance(head.mark());
  }

  private Drawer sealed(long place, byte[] plain) {
    try {
      return new Drawer(place, Bytes.wrap(seal.seal(TABLE, place, COLUMN, plain)));
    } finally {
      Arrays.fill(plain, (byte) 0);
    }
  }

  private Holding holding(Drawer drawer) {
    byte[] plain = unseal(drawer);
    try {
      return HoldingFormat.read(ByteBuffer.wrap(plain));
    } catch (RuntimeException e) {
      throw VaultFailure.corrupt(
          file.path(), "drawer " + drawer.id() + " holds no part of a channel", e);
    } finally {
      Arrays.fill(plain, (byte) 0);
    }
  }

  private byte[] unseal(Drawer drawer) {
    byte[] plain = seal.open(TABLE, drawer.id(), COLUMN, drawer.sealed());
    if (plain == null) {
      throw VaultFailure.corrupt(file.path(), "drawer " + drawer.id() + " does not open", null);
    }
    return plain;
  }

  private static byte[] keyOf(long place) {
    return ByteBuffer.allocate(Long.BYTES).putLong(place).array();
  }

  void erase() {
    seal.erase();
    head.erase();
  }
}
