/**
 * The sink as a service: its settings, and the end point of its snapshots. Spring stays in here;
 * the sink itself does not know of it.
 */
@NullMarked
package io.pawl.checkpoint.service;

import org.jspecify.annotations.NullMarked;
