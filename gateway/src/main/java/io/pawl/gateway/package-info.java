/**
 * The edge for apps that are not Java: holds their peers, and offers open, send, receive and close
 * over HTTP.
 *
 * <p>This package knows apps and their channels, and nothing of HTTP, which is in {@code http};
 * Spring Boot is in {@code service} alone.
 */
@NullMarked
package io.pawl.gateway;

import org.jspecify.annotations.NullMarked;
