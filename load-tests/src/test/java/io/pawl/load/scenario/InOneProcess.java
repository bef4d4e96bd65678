package io.pawl.load.scenario;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pawl.compose.LocalSystem;
import io.pawl.processor.PrivateKeys;
import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.GrantKeys;
import io.pawl.stream.Topics;
import io.pawl.stream.codec.Codec;
import io.pawl.stream.codec.LogIdentity;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;

/** The whole system in this process, to be loaded. */
final class InOneProcess implements LoadedSystem {
  private final LocalSystem system;
  private final GrantKeys keys;

  InOneProcess(Path folder) throws IOException {
    system = LocalSystem.start(folder, 0, new SimpleMeterRegistry(), stage -> {});
    keys = GrantKeys.of(PrivateKeys.read(folder.resolve(LocalSystem.KEYS)));
  }

  @Override
  public Map<String, Object> client() {
    return system.client();
  }

  @Override
  public Topics topics() {
    return system.topics();
  }

  @Override
  public LogIdentity log() {
    return system.log();
  }

  @Override
  public Codec codec() {
    return system.codec();
  }

  @Override
  public GrantKeys keys() {
    return keys;
  }

  @Override
  public Bytes processorsKey() {
    return system.processorsKey();
  }

  @Override
  public void startServices() {
    // They run.
  }

  @Override
  public boolean isOurs() {
    return true;
  }

  @Override
  public Map<String, Supplier<Duration>> cpu() {
    return Map.of();
  }

  @Override
  public Map<String, URI> metrics() {
    return Map.of();
  }

  @Override
  public Map<String, String> described() {
    return Map.of();
  }

  @Override
  public void close() {
    system.close();
  }
}
