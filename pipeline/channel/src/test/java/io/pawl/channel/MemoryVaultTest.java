package io.pawl.channel;

class MemoryVaultTest extends VaultContract {
  @Override
  Vault vault() {
    return new MemoryVault();
  }
}
