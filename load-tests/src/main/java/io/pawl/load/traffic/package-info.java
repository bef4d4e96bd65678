/**
 * What peers and attackers write to a log: for the runs that break a deployment and that load it.
 */
@NullMarked
package io.pawl.load.traffic;

import org.jspecify.annotations.NullMarked;
