package io.pawl.channel;

import io.pawl.channel.Vault.Holding;
import io.pawl.channel.Vault.Holding.Part;
import io.pawl.channel.Vault.Holding.Place;
import io.pawl.channel.Vault.Receiving;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.SlotChain;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What each change means for the parts that a vault keeps of a channel, wherever it keeps them. Not
 * thread-safe; one change is to be durable as a whole.
 */
public final class VaultShelves {
  private final Shelf shelf;

  /** Where parts lie. What it is given is its own, and what it gives is the caller's to erase. */
  public interface Shelf {
    /** The part in that place; null if there is none. */
    @Nullable Holding get(Place place);

    /** Puts a part in its place, and erases what was there. */
    void put(Holding holding);

    /** Erases the part in that place, if there is one. */
    void remove(Place place);

    /** The places of a channel. */
    Collection<Place> places(ChannelId channel);
  }

  /** Changes what lies there. */
  public VaultShelves(Shelf shelf) {
    this.shelf = shelf;
  }

  /** See {@link Vault#answered}. */
  public void answered(Holding.Answered answered) {
    Place offered = Place.of(answered.channel(), Part.OFFERED);
    Holding ours = shelf.get(offered);
    if (ours != null) {
      ours.erase();
      // Another offer of ours may still be accepted, and take the place of the answered one.
      if (((Holding.Offered) ours).offer().equals(answered.offer())) {
        shelf.remove(offered);
      }
    }
    shelf.put(answered);
  }

  /** See {@link Vault#begun}. */
  public void begun(Holding.Begun epoch, boolean keepsBefore) {
    ChannelId channel = epoch.channel();
    for (Part pending : List.of(Part.OFFERED, Part.ANSWERED, Part.WAITING)) {
      shelf.remove(Place.of(channel, pending));
    }
    if (!(shelf.get(Place.of(channel, Part.EPOCH)) instanceof Holding.Begun before)) {
      shelf.put(epoch);
      return;
    }
    shelf.put(epoch.at(before.next(), before.taken()).refreshed(before.refresh()));
    Holding.Begun ended = before instanceof Holding.Epoch sealing ? sealing.silent() : before;
    if (keepsBefore && ended.receiving() != null) {
      shelf.put(
          new Holding.Fading(
              ended.offer(), ended.activatedAt(), Receiving.READ, ended.receiving()));
    } else {
      ended.erase();
    }
    if (!keepsBefore) {
      fading(channel).forEach(shelf::remove);
    }
  }

  /** See {@link Vault#claim}. */
  public void claim(ChannelId channel, int epoch, long slot, SlotChain after, Vault.Logged logged) {
    Holding.Begun kept = begun(channel);
    if (!(kept instanceof Holding.Epoch current) || current.offer().epoch() != epoch) {
      kept.erase();
      throw new IllegalStateException(
          "epoch %d of channel %s is not kept here".formatted(epoch, channel));
    }
    current.sending().erase();
    shelf.put(current.claimed(slot, after, logged));
  }

  /** See {@link Vault#received}. */
  public void received(
      ChannelId channel, long next, long taken, int epoch, List<Receiving> states) {
    Holding.Begun current = begun(channel).at(next, taken);
    for (Place place : fading(channel)) {
      if (place.epoch() <= epoch) {
        replace(place, states);
      }
    }
    shelf.put(current(current, states));
    for (Receiving each : states) {
      if (each.epoch() != current.offer().epoch()
          && !shelf.places(channel).contains(new Place(channel, Part.FADING, each.epoch()))) {
        // Of an epoch that was dropped meanwhile.
        each.state().erase();
      }
    }
  }

  private void replace(Place place, List<Receiving> states) {
    for (Receiving each : states) {
      if (each.epoch() == place.epoch()
          && shelf.get(place) instanceof Holding.Fading(var offer, var activatedAt, _, var old)) {
        old.erase();
        shelf.put(new Holding.Fading(offer, activatedAt, each.overlap(), each.state()));
        return;
      }
    }
    shelf.remove(place);
  }

  private static Holding.Begun current(Holding.Begun current, List<Receiving> states) {
    for (Receiving each : states) {
      if (each.epoch() == current.offer().epoch()) {
        if (current.receiving() != null) {
          current.receiving().erase();
        }
        return current.receiving(each.state());
      }
    }
    return current;
  }

  /** See {@link Vault#taken}. */
  public void taken(ChannelId channel, long taken) {
    Holding.Begun current = begun(channel);
    shelf.put(current.at(current.next(), taken));
  }

  /** See {@link Vault#erase}. */
  public void erase(ChannelId channel) {
    List.copyOf(shelf.places(channel)).forEach(shelf::remove);
  }

  private Holding.Begun begun(ChannelId channel) {
    if (shelf.get(Place.of(channel, Part.EPOCH)) instanceof Holding.Begun begun) {
      return begun;
    }
    throw new IllegalStateException("no epoch of channel %s is kept here".formatted(channel));
  }

  private List<Place> fading(ChannelId channel) {
    List<Place> fading = new ArrayList<>();
    for (Place place : shelf.places(channel)) {
      if (place.part() == Part.FADING) {
        fading.add(place);
      }
    }
    return fading;
  }
}
