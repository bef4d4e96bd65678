/**
 * The gateway over HTTP: two listeners, on Reactor Netty and Spring's functional routes, without a
 * Spring context. Each address is one {@link io.pawl.gateway.http.Route} in a table; {@link
 * io.pawl.gateway.http.Dispatch} does for all what none may forget.
 */
@NullMarked
package io.pawl.gateway.http;

import org.jspecify.annotations.NullMarked;
