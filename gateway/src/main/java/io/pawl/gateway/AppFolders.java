package io.pawl.gateway;

import io.pawl.channel.vault.KeyFile;
import io.pawl.channel.vault.SqliteVault;
import io.pawl.channel.vault.VaultUnlock;
import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.Entropy;
import io.pawl.ratchet.SigningKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where apps survive: a folder for each. It is made under another name and then renamed, and
 * renamed before it is erased, so that a crash leaves an app that is there or one that is not.
 */
final class AppFolders {
  private static final Logger log = LoggerFactory.getLogger(AppFolders.class);

  private static final String BEGUN = ".new-";
  private static final String REMOVED = ".removed-";
  private static final String IDS = "[0-9a-f]{32}";

  private final Path folder;
  private final Path marks;
  private final VaultUnlock unlock;
  private final Entropy entropy;

  private AppFolders(Path folder, Path marks, VaultUnlock unlock, Entropy entropy) {
    this.folder = folder;
    this.marks = marks;
    this.unlock = unlock;
    this.entropy = entropy;
  }

  /**
   * Makes what is missing, and finishes what a crash cut off.
   *
   * @throws UncheckedIOException if the file system refuses
   * @throws io.pawl.channel.vault.VaultFailure if there is no key file where there are apps
   */
  static AppFolders open(GatewaySettings settings, Entropy entropy) {
    Path apps = settings.folder().resolve("apps");
    try {
      Files.createDirectories(apps);
      Files.createDirectories(settings.marks());
      var folders =
          new AppFolders(
              apps, settings.marks(), new VaultUnlock.InFile(settings.keyFile()), entropy);
      for (Path left : list(apps, BEGUN.replace(".", "\\.") + IDS)) {
        folders.home(left, BEGUN).erase();
      }
      for (Path left : list(apps, REMOVED.replace(".", "\\.") + IDS)) {
        folders.home(left, REMOVED).erase();
      }
      // Where there are apps, another key would open none of them.
      if (!Files.exists(settings.keyFile()) && list(apps, IDS).isEmpty()) {
        KeyFile.create(settings.keyFile(), entropy);
      }
      return folders;
    } catch (IOException e) {
      throw new UncheckedIOException("the folder " + apps + " cannot be used", e);
    }
  }

  private static List<Path> list(Path folder, String names) throws IOException {
    try (Stream<Path> listed = Files.list(folder)) {
      return listed.filter(path -> path.getFileName().toString().matches(names)).toList();
    }
  }

  private AppHome home(Path path, String prefix) {
    String id = path.getFileName().toString().substring(prefix.length());
    return new AppHome(path, marks.resolve(id + ".mark"));
  }

  /** All apps. One that cannot be read ends the start: what was promised to it must not be lost. */
  List<AppHome> all() {
    try {
      return list(folder, IDS).stream().map(path -> home(path, "")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Makes an app, and with custody {@code GATEWAY} its vault and its identity.
   *
   * @throws UncheckedIOException if the file system refuses; there is no app then
   */
  AppHome create(String name, Bytes publicKey, Custody custody, Instant now) {
    String id = Bytes.wrap(entropy.bytes(16)).toHex();
    AppHome begun = home(folder.resolve(BEGUN + id), BEGUN);
    try {
      Files.createDirectory(begun.folder());
      Bytes identity = custody == Custody.SELF ? publicKey : makeVault(begun);
      begun.write(new App(id, name, publicKey, identity, custody, now));
      Path made = folder.resolve(id);
      Files.move(begun.folder(), made, StandardCopyOption.ATOMIC_MOVE);
      AppHome.sync(folder);
      return home(made, "");
    } catch (IOException e) {
      throw new UncheckedIOException("the app cannot be kept", e);
    }
  }

  private Bytes makeVault(AppHome begun) {
    begun.createVault(unlock, entropy);
    try (SqliteVault vault = begun.openVault(unlock, entropy)) {
      SigningKey identity = vault.identity();
      identity.erase();
      return identity.publicKey();
    }
  }

  SqliteVault openVault(AppHome home) {
    return home.openVault(unlock, entropy);
  }

  /** The app is gone from now on, whatever happens to this process; what is left is its erasure. */
  AppHome remove(AppHome home) {
    Path removed = folder.resolve(REMOVED + home.id());
    try {
      Files.move(home.folder(), removed, StandardCopyOption.ATOMIC_MOVE);
      AppHome.sync(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("the app cannot be removed", e);
    }
    return home(removed, REMOVED);
  }

  /** Erases what {@link #remove} left; what fails is done at the next start. */
  void erase(AppHome removed) {
    try {
      removed.erase();
    } catch (IOException e) {
      log.warn("{} is erased at the next start: {}", removed.folder(), e.toString());
    }
  }
}
