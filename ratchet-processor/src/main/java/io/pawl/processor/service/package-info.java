/**
 * The processor as a service: configuration, life cycle, health and metrics over HTTP. Spring stays
 * in here; the processor itself does not know of it.
 */
@NullMarked
package io.pawl.processor.service;

import org.jspecify.annotations.NullMarked;
