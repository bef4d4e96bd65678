/**
 * The shell that every service has: settings, life cycle, health and metrics over HTTP. A service
 * gives it a {@link io.pawl.service.Service}; {@link io.pawl.service.RunningService} runs one.
 *
 * <p>Spring stays in here, and in the services' own {@code service} packages.
 */
@NullMarked
package io.pawl.service;

import org.jspecify.annotations.NullMarked;
