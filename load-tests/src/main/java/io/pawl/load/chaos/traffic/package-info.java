/** What peers, a bad network and an attacker would write to a log, from a seed. */
@NullMarked
package io.pawl.load.chaos.traffic;

import org.jspecify.annotations.NullMarked;
