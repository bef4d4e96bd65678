/**
 * The audit: replays the log through the ratchet's rules alone, and holds what follows from it
 * against what processor and sink wrote. Reads only, and shares no code with a processor's lane.
 */
@NullMarked
package io.pawl.checkpoint.audit;

import org.jspecify.annotations.NullMarked;
