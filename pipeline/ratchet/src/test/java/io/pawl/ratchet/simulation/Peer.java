package io.pawl.ratchet.simulation;

import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Direction;
import io.pawl.ratchet.Envelope;
import io.pawl.ratchet.Handshake;
import io.pawl.ratchet.Kind;
import io.pawl.ratchet.LogRecord;
import io.pawl.ratchet.Offer;
import io.pawl.ratchet.Policy;
import io.pawl.ratchet.Sender;
import io.pawl.ratchet.SigningKey;
import io.pawl.ratchet.SlotChain;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One of the two peers: a process that crashes, and a disk that does not, mostly. */
final class Peer {
  private static final int NEVER = -1;

  private final String name;
  private final SigningKey identity;
  private final Scene scene;
  private final Wire wire = new Wire();

  private Vault vault = Vault.empty();
  private @Nullable Vault backup;

  /** Stands outside the vault, and only grows: so a vault put back from a copy shows. */
  private long mark;

  private final Map<ChannelId, End> ends = new TreeMap<>();
  private final List<Offer> strangers = new ArrayList<>();
  private boolean up = true;
  private boolean touched;
  private int next;
  private long now;
  private int caughtUpAt;

  /** Durable writes until the process ends; {@link #NEVER} if nothing is to happen. */
  private int fuse = NEVER;

  Peer(String name, SigningKey identity, Scene scene) {
    this.name = name;
    this.identity = identity;
    this.scene = scene;
  }

  String name() {
    return name;
  }

  SigningKey identity() {
    return identity;
  }

  Scene scene() {
    return scene;
  }

  Wire wire() {
    return wire;
  }

  Vault vault() {
    return vault;
  }

  /** Whether the vault is the newest there was. */
  boolean isVaultCurrent() {
    return vault.generation() == mark;
  }

  /** Whether anything may have changed since this was last asked. */
  boolean wasTouched() {
    boolean was = touched;
    touched = false;
    return was;
  }

  void touch() {
    touched = true;
  }

  boolean isUp() {
    return up;
  }

  long now() {
    return now;
  }

  Collection<End> ends() {
    return ends.values();
  }

  @Nullable End end(ChannelId channel) {
    return ends.get(channel);
  }

  /** Whether it has read all that was there when it started. */
  boolean isCaughtUp() {
    return next >= caughtUpAt;
  }

  boolean hasUnread() {
    return next < scene.processor().published().size();
  }

  /**
   * Ends the process at one of its next durable writes: before, between or after its two halves.
   */
  void lightFuse(int writes) {
    fuse = writes;
  }

  void putOutFuse() {
    fuse = NEVER;
  }

  private void tick() {
    if (fuse != NEVER && fuse-- == 0) {
      fuse = NEVER;
      scene.tally().count(Fault.PEER_CRASHED_AROUND_A_WRITE);
      throw new Crash();
    }
  }

  /** The memory is gone. */
  void crash() {
    up = false;
    ends.clear();
    strangers.clear();
  }

  /** Comes back with what the vault has. */
  void start() {
    boolean tainted = vault.generation() < mark;
    up = true;
    next = vault.next();
    now = vault.now();
    caughtUpAt = scene.processor().published().size();
    Vault loaded = vault.copy();
    loaded
        .channels()
        .forEach((channel, kept) -> ends.put(channel, End.restore(this, channel, kept, tainted)));
    // A clean close holds once: from now on a crash can come.
    save();
  }

  /** Stops in good order, if nothing is under way; the next start goes on in the same slot. */
  boolean stop() {
    for (End end : ends.values()) {
      if (end.outbox().hasEnvelopes()) {
        return false;
      }
    }
    write(true);
    crash();
    return true;
  }

  void copyVault() {
    backup = vault.copy();
  }

  /** Puts the copy back; false if there is none. */
  boolean restoreVault() {
    if (backup == null) {
      return false;
    }
    vault = backup.copy();
    return true;
  }

  void loseVault() {
    vault = Vault.empty();
  }

  /** Keeps everything as it is now. */
  void save() {
    write(false);
  }

  private void write(boolean cleanly) {
    tick();
    mark++;
    tick();
    Map<ChannelId, Kept> kept = new TreeMap<>();
    ends.forEach((channel, end) -> kept.put(channel, end.kept(cleanly)));
    Vault before = vault;
    vault = new Vault(mark, next, now, kept);
    before.erase();
    tick();
  }

  /** Makes a claim durable. */
  void claim(End end, Sender sender, long slot) {
    tick();
    mark++;
    tick();
    SlotChain after = sender.chain().copy();
    while (after.slot() <= slot) {
      after.advance();
    }
    vault.claim(mark, end.channel(), slot, after);
    tick();
  }

  /** Offers to open a channel. */
  void open(SigningKey other, Policy policy) {
    Handshake.Offered made;
    do {
      made =
          Handshake.open(
              identity,
              other.publicKey(),
              policy,
              channel -> Math.max(0, scene.log().nextOffset() - 1),
              scene.entropy());
    } while (made.offer().channel().partition(scene.setup().partitions()) != 0);
    End end = new End(this, made.offer().channel(), Direction.INITIATOR);
    ends.put(made.offer().channel(), end);
    end.initiative().offer(made);
  }

  /** Reads up to {@code count} of what was published. */
  void read(int count) {
    List<Entry> published = scene.processor().published();
    for (int i = 0; i < count && next < published.size(); i++) {
      Entry entry = published.get(next);
      next++;
      now = entry.offset();
      ends.values().forEach(end -> end.elapse(now));
      if (take(entry)) {
        save();
      }
    }
  }

  private boolean take(Entry entry) {
    End end = ends.get(entry.record().channel());
    if (end == null && entry.isAccepted() && entry.record() instanceof Offer offer) {
      end = meet(offer);
    }
    return end != null && end.take(entry);
  }

  /** An OPEN of a channel that is not known here: the partner's, a lost one, or a stranger's. */
  private @Nullable End meet(Offer offer) {
    if (offer.kind() != Kind.OPEN) {
      return null;
    }
    boolean ours = offer.initiator().equals(identity.publicKey());
    boolean partners =
        offer.initiator().equals(Cast.other(identity).publicKey())
            && offer.responder().equals(identity.publicKey());
    if (!ours && !partners) {
      if (offer.responder().equals(identity.publicKey())) {
        strangers.add(offer);
      }
      return null;
    }
    End end = new End(this, offer.channel(), ours ? Direction.INITIATOR : Direction.RESPONDER);
    ends.put(offer.channel(), end);
    return end;
  }

  /** Does what is due in all channels, and declines what strangers offer. */
  void act() {
    ends.values().forEach(end -> end.initiative().act());
    for (Offer offer : strangers) {
      LogRecord close = Handshake.close(offer.channel(), Direction.RESPONDER, identity);
      scene.oracle().authored(close);
      wire.write(close);
    }
    strangers.clear();
  }

  void acknowledged(LogRecord record, long offset) {
    touch();
    End end = ends.get(record.channel());
    if (end != null) {
      end.acknowledged(record, offset);
    }
  }

  /** Feeds a refused envelope to the receiver it claims to be for. */
  void feed(Envelope envelope) {
    End end = ends.get(envelope.channel());
    if (end != null) {
      end.feed(envelope);
    }
  }
}
