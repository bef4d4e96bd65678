package io.pawl.channel.vault;

import io.pawl.channel.Sample;
import io.pawl.ratchet.Entropy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A vault of a test: its file, its mark and what opens it. */
record VaultFolder(Path folder, Entropy entropy) {
  private static final int PAGE = 4_096;
  private static final byte LEAF = 0x0d;

  static VaultFolder in(Path folder, long seed) {
    return new VaultFolder(folder, Sample.entropy(new Random(seed)));
  }

  Path file() {
    return folder.resolve("vault");
  }

  Path mark() {
    return folder.resolve("mark");
  }

  Path keyFile() {
    return folder.resolve("key");
  }

  /** Opens it in no time, as a passphrase would not. */
  VaultUnlock unlock() {
    return new VaultUnlock.InFile(keyFile());
  }

  static VaultUnlock passphrase(String text) {
    return VaultUnlock.Passphrase.of(text.toCharArray());
  }

  SqliteVault create() {
    KeyFile.create(keyFile(), entropy);
    SqliteVault.create(file(), mark(), unlock(), entropy);
    return open();
  }

  SqliteVault open() {
    return SqliteVault.open(file(), mark(), unlock(), entropy);
  }

  /** All that is on the disk of it: the file, and whatever SQLite put beside it. */
  byte[] disk() {
    var all = new ByteArrayOutputStream();
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> its =
          files.filter(path -> path.getFileName().toString().startsWith("vault")).toList();
      for (Path path : its) {
        all.write(Files.readAllBytes(path));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return all.toByteArray();
  }

  /** Pieces of what is sealed in the drawers now, from the beginning and the end of each. */
  List<byte[]> sealed() {
    List<byte[]> pieces = new ArrayList<>();
    byte[] disk = read();
    for (int page : pages(disk).values()) {
      int end = page + PAGE;
      byte[] last = Arrays.copyOfRange(disk, end - BoundSeal.OVERHEAD, end);
      if (!Arrays.equals(last, new byte[BoundSeal.OVERHEAD])) {
        int start = end - VaultFile.DRAWER_BYTES;
        pieces.add(Arrays.copyOfRange(disk, start, start + BoundSeal.OVERHEAD));
        pieces.add(last);
      }
    }
    return pieces;
  }

  /** The bytes of a drawer, as they stand in the file. */
  byte[] drawer(int id) {
    byte[] disk = read();
    int end = page(disk, id) + PAGE;
    return Arrays.copyOfRange(disk, end - VaultFile.DRAWER_BYTES, end);
  }

  /** Puts bytes in place of a drawer's, past SQLite. */
  void drawer(int id, byte[] sealed) {
    byte[] disk = read();
    System.arraycopy(sealed, 0, disk, page(disk, id) + PAGE - sealed.length, sealed.length);
    write(disk);
  }

  byte[] read() {
    try {
      return Files.readAllBytes(file());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void write(byte[] content) {
    try {
      Files.write(file(), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int page(byte[] disk, int id) {
    Integer page = pages(disk).get(id);
    if (page == null) {
      throw new IllegalArgumentException("no drawer " + id);
    }
    return page;
  }

  /** Where the page of each drawer begins: SQLite's leaf pages of tables that have one cell. */
  private static Map<Integer, Integer> pages(byte[] disk) {
    Map<Integer, Integer> pages = new TreeMap<>();
    var bytes = ByteBuffer.wrap(disk);
    for (int page = PAGE; page < disk.length; page += PAGE) {
      if (disk[page] == LEAF && bytes.getShort(page + 3) == 1) {
        int cell = page + bytes.getShort(page + 8);
        int payload = (disk[cell] & 0x7f) << 7 | disk[cell + 1];
        if (disk[cell] < 0 && payload > VaultFile.DRAWER_BYTES) {
          int id = disk[cell + 2];
          pages.put(id < 0 ? (id & 0x7f) << 7 | disk[cell + 3] : id, page);
        }
      }
    }
    return pages;
  }

  static boolean contains(byte[] haystack, byte[] needle) {
    // Latin-1 keeps every byte, and its search is an intrinsic.
    return new String(haystack, StandardCharsets.ISO_8859_1)
        .contains(new String(needle, StandardCharsets.ISO_8859_1));
  }
}
