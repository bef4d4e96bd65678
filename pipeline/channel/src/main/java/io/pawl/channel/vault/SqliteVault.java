package io.pawl.channel.vault;

import io.pawl.channel.Vault;
import io.pawl.channel.VaultShelves;
import io.pawl.channel.vault.VaultFailure.Reason;
import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Entropy;
import io.pawl.ratchet.Secret;
import io.pawl.ratchet.SigningKey;
import io.pawl.ratchet.SlotChain;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A vault in one SQLite file, and the identity that it belongs to. Safe for use by many threads;
 * one process at a time.
 *
 * <p>Everything in it is sealed by AES-256-GCM under the vault's key, bound to its place; the key
 * is random and stands in the file under a key from a passphrase (Argon2id) or a key file. What is
 * replaced or erased is overwritten in the file, and its journal is cut to nothing by each commit.
 *
 * <p>A call completes when its change, and the mark outside, are synced to the disk. Calls that
 * come while others are being written share the next transaction.
 */
public final class SqliteVault implements Vault, AutoCloseable {
  /** Bytes of a vault's id. */
  static final int NAME_LENGTH = 16;

  private static final int KEY_LENGTH = 32;

  private final VaultFile file;
  private final Drawers drawers;
  private final VaultShelves shelves;
  private final boolean restored;
  private final Committer committer;
  private volatile boolean incomplete;

  private SqliteVault(VaultFile file, Drawers drawers, boolean restored, Committer committer) {
    this.file = file;
    this.drawers = drawers;
    this.shelves = new VaultShelves(drawers);
    this.restored = restored;
    this.committer = committer;
    this.incomplete = drawers.head().incomplete();
  }

  /**
   * Makes a new vault with a new identity.
   *
   * @param file must not exist
   * @param mark where the mark outside goes, best on another disk than backups of {@code file} are
   *     taken from; must not exist
   * @throws VaultFailure {@code EXISTS}, {@code MISSING} or {@code KEY_FILE} of a key file, {@code
   *     FULL}, {@code UNAVAILABLE}; there is no new file then
   */
  public static void create(Path file, Path mark, VaultUnlock unlock, Entropy entropy) {
    create(file, mark, unlock, entropy, VaultHead.of(Secret.owning(entropy.bytes(KEY_LENGTH))));
  }

  /**
   * Makes a new vault for an identity that exists already, whose vault was lost: as of an old copy,
   * channels may be missing in it.
   *
   * @param seed of the identity's Ed25519 key, 32 bytes; taken over
   * @throws VaultFailure as above
   */
  public static void create(
      Path file, Path mark, VaultUnlock unlock, Secret seed, Entropy entropy) {
    if (seed.length() != KEY_LENGTH) {
      throw new IllegalArgumentException("an Ed25519 seed has 32 bytes, not " + seed.length());
    }
    create(file, mark, unlock, entropy, VaultHead.of(seed).incomplete(true));
  }

  private static void create(
      Path file, Path mark, VaultUnlock unlock, Entropy entropy, VaultHead head) {
    Bytes name = Bytes.wrap(entropy.bytes(NAME_LENGTH));
    var outside = new VaultMark(mark, name);
    if (Files.exists(mark)) {
      throw new VaultFailure(Reason.EXISTS, mark + " exists already");
    }
    Secret key = Secret.owning(entropy.bytes(KEY_LENGTH));
    byte[] wrapped = WrappedKey.wrap(key, unlock, name, entropy).toBytes();
    try {
      VaultFile.create(
              file,
              made -> {
                made.name(name.toArray(), wrapped);
                Drawers.fill(made, key, name, head, entropy).erase();
                // Before the commit: a vault without a mark would count as restored.
                outside.write(head.mark());
              })
          .close();
    } catch (VaultFailure e) {
      outside.delete();
      throw e;
    }
  }

  /**
   * Opens a vault. If the mark outside is not where the vault left it, the vault is an old copy:
   * then it keeps no offers and answers any more, and of its epochs nothing that could seal; and
   * channels may be missing in it.
   *
   * @throws VaultFailure with every reason but {@code EXISTS} and {@code CLOSED}
   */
  public static SqliteVault open(Path file, Path mark, VaultUnlock unlock, Entropy entropy) {
    return open(file, mark, unlock, entropy, VaultFile.MAX_PAGES);
  }

  /** As above, with room for so many pages. */
  static SqliteVault open(Path file, Path mark, VaultUnlock unlock, Entropy entropy, int maxPages) {
    VaultFile opened = VaultFile.open(file, maxPages);
    try {
      Bytes name = Bytes.wrap(opened.name());
      Drawers drawers =
          Drawers.open(opened, VaultKeys.unlock(opened, unlock, entropy), name, entropy);
      var outside = new VaultMark(mark, name);
      boolean restored = compare(opened, drawers, outside);
      return new SqliteVault(opened, drawers, restored, new Committer(opened, drawers, outside));
    } catch (VaultFailure e) {
      opened.close();
      throw e;
    }
  }

  /** Brings mark and vault together, and tells whether the vault was an old copy. */
  private static boolean compare(VaultFile file, Drawers drawers, VaultMark outside) {
    long inside = drawers.head().mark();
    OptionalLong found = outside.read();
    // One behind is a crash between the vault's commit and the mark's.
    boolean restored =
        found.isEmpty() || (found.getAsLong() != inside && found.getAsLong() != inside - 1);
    if (restored) {
      long next = Math.max(inside, found.orElse(inside)) + 1;
      file.begin();
      for (Holding holding : drawers.all()) {
        switch (holding) {
          case Holding.Offered _, Holding.Answered _ -> drawers.remove(holding.place());
          case Holding.Epoch epoch -> drawers.put(epoch.silent());
          case Holding.Silent _, Holding.Waiting _, Holding.Fading _ -> {}
        }
        holding.erase();
      }
      drawers.incomplete(true);
      drawers.advance(next);
      file.commit();
      outside.write(next);
    } else if (found.getAsLong() != inside) {
      outside.write(inside);
    }
    return restored;
  }

  /** The identity that this vault belongs to; erased by whoever asks. */
  public SigningKey identity() {
    return SigningKey.fromSeed(drawers.head().identity().copy());
  }

  /** Whether it was an old copy when it was opened. */
  public boolean restored() {
    return restored;
  }

  @Override
  public Mono<Void> offered(Holding.Offered offered) {
    return committer.change(() -> drawers.put(offered), offered::erase);
  }

  @Override
  public Mono<Void> answered(Holding.Answered answered) {
    return committer.change(() -> shelves.answered(answered), answered::erase);
  }

  @Override
  public Mono<Void> waiting(Holding.Waiting waiting) {
    return committer.change(() -> drawers.put(waiting), () -> {});
  }

  @Override
  public Mono<Void> dropped(ChannelId channel, Holding.Part part) {
    return committer.change(() -> drawers.remove(Holding.Place.of(channel, part)), () -> {});
  }

  @Override
  public Mono<Void> begun(Holding.Begun epoch, boolean keepsBefore) {
    return committer.change(() -> shelves.begun(epoch, keepsBefore), epoch::erase);
  }

  @Override
  public Mono<Void> claim(ChannelId channel, int epoch, long slot, SlotChain after, Logged logged) {
    return committer.change(() -> shelves.claim(channel, epoch, slot, after, logged), after::erase);
  }

  @Override
  public Mono<Void> received(
      ChannelId channel, long next, long taken, int epoch, List<Receiving> states) {
    return committer.change(
        () -> shelves.received(channel, next, taken, epoch, states),
        () -> states.forEach(each -> each.state().erase()));
  }

  @Override
  public Mono<Void> taken(ChannelId channel, long taken) {
    return committer.change(() -> shelves.taken(channel, taken), () -> {});
  }

  @Override
  public Mono<Void> erase(ChannelId channel) {
    return committer.change(() -> shelves.erase(channel), () -> {});
  }

  @Override
  public boolean isIncomplete() {
    return incomplete;
  }

  @Override
  public Mono<Void> completed() {
    return committer
        .change(() -> drawers.incomplete(false), () -> {})
        .doOnSuccess(done -> incomplete = false);
  }

  @Override
  public Flux<Holding> holdings() {
    return committer.ask(drawers::all).flatMapIterable(all -> all);
  }

  /** Writes what was asked for, closes the file, and erases its key from memory. Blocks. */
  @Override
  public void close() {
    if (committer.stop()) {
      drawers.erase();
      file.close();
    }
  }

  @Override
  public String toString() {
    return "SqliteVault[" + file.path() + "]";
  }
}
