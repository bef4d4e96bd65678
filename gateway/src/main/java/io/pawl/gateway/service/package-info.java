/**
 * The gateway as a service: configuration, life cycle, health and metrics over HTTP. Spring Boot
 * stays in here; the gateway itself does not know of it.
 */
@NullMarked
package io.pawl.gateway.service;

import org.jspecify.annotations.NullMarked;
