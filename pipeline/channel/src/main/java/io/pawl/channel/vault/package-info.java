/**
 * The vault that survives its process: one SQLite file, in which everything is sealed under a key
 * from a passphrase or a key file.
 *
 * <p>{@link SqliteVault} is what a peer uses, {@link VaultKeys} what its operator does to it.
 */
@NullMarked
package io.pawl.channel.vault;

import org.jspecify.annotations.NullMarked;
