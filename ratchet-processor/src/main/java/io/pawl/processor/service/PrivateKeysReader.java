package io.pawl.processor.service;

import static io.pawl.processor.service.ProcessorKeys.PRIVATE_KEYS;
import static io.pawl.processor.service.ProcessorKeys.PRIVATE_KEYS_FILE;

import io.pawl.processor.PrivateKeys;
import io.pawl.ratchet.AgreementKey;
import io.pawl.service.Settings;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/** Reads the processors' private keys from where the settings say that they are. */
final class PrivateKeysReader {
  private final Settings settings;

  PrivateKeysReader(Settings settings) {
    this.settings = settings;
  }

  /** The keys; none, and a fault, if there are none to be had. */
  List<AgreementKey> read() {
    String file = settings.text(PRIVATE_KEYS_FILE);
    String inline = settings.text(PRIVATE_KEYS);
    if (inline != null && settings.onCommandLine(PRIVATE_KEYS)) {
      settings.fault(
          PRIVATE_KEYS.name()
              + " must not be on the command line, which every user of the machine can read");
      return List.of();
    }
    if ((file == null) == (inline == null)) {
      settings.fault(
          "%s or %s must be given%s; 'pawl keys FILE' makes such a file"
              .formatted(
                  PRIVATE_KEYS_FILE.name(),
                  PRIVATE_KEYS.name(),
                  file == null ? "" : ", and not both"));
      return List.of();
    }
    return file != null
        ? read(PRIVATE_KEYS_FILE.name() + ": " + file, () -> read(Path.of(file)))
        : read(PRIVATE_KEYS.name(), () -> PrivateKeys.parse(Objects.requireNonNull(inline)));
  }

  private List<AgreementKey> read(String from, Supplier<List<AgreementKey>> reading) {
    try {
      return reading.get();
    } catch (IllegalArgumentException e) {
      settings.fault(from + " does not hold private keys: " + e.getMessage());
      return List.of();
    }
  }

  private static List<AgreementKey> read(Path file) {
    try {
      return PrivateKeys.read(file);
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException("there is no such file", e);
    } catch (IOException e) {
      throw new IllegalArgumentException("it cannot be read: " + e.getMessage(), e);
    }
  }
}
