package io.pawl.channel;

class MemoryVaultTest extends VaultContract {
  @Override
  protected Vault vault() {
    return new MemoryVault();
  }
}
