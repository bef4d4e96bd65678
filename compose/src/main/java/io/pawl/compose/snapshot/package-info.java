/** {@code pawl snapshot}: asks running sinks for snapshots, and waits for them. */
@NullMarked
package io.pawl.compose.snapshot;

import org.jspecify.annotations.NullMarked;
