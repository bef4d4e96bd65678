/**
 * The ratchet core under seeded faults: two peers, a log, a processor and an adversary, in one
 * thread, with every invariant checked after every event.
 */
@NullMarked
package io.pawl.ratchet.simulation;

import org.jspecify.annotations.NullMarked;
