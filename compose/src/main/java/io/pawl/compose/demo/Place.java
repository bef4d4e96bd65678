package io.pawl.compose.demo;

/**
 * Where a record of the log stands.
 *
 * @param partition from 0
 * @param offset from 0
 */
public record Place(int partition, long offset) {}
