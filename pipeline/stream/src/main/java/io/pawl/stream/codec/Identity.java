package io.pawl.stream.codec;

/**
 * Who stands behind an Ed25519 key, by their own account.
 *
 * @param displayName for people
 * @param app the application that the key belongs to
 */
public record Identity(String displayName, String app) {}
