package io.pawl.compose;

import io.pawl.channel.PlatformEntropy;
import io.pawl.processor.PrivateKeys;
import io.pawl.ratchet.AgreementKey;
import io.pawl.ratchet.GrantKeys;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code pawl keys}: makes the processors' private key. */
@Command(
    name = "keys",
    description =
        "Write a new private key of the processors into a new file that only you can read, and"
            + " print its public key, which peers are configured with.",
    footer = {
      "",
      "To rotate, add the new file's key as the first line of the old one, give all processors that"
          + " file, and then peers the new public key. A key can go once no open channel names it."
    })
public final class KeysCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "Where the key goes; must not exist.")
  private Path file = Path.of("");

  @Override
  public Integer call() throws IOException {
    AgreementKey key;
    try {
      key = PrivateKeys.generate(file, new PlatformEntropy());
    } catch (FileAlreadyExistsException e) {
      throw new CommandFailure(file + " exists already, and may hold a key that is in use", e);
    }
    var out = Objects.requireNonNull(spec).commandLine().getOut();
    out.println("id          " + GrantKeys.idOf(key.publicKey()).toHex());
    out.println("public key  " + Base64.getEncoder().encodeToString(key.publicKey().toArray()));
    out.flush();
    key.erase();
    return ExitCode.OK;
  }
}
