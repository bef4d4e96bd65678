/**
 * The edge for apps that are not Java: holds their peers, and offers open, send, receive and close
 * over HTTP. Nothing of it exists yet.
 */
@NullMarked
package io.pawl.gateway;

import org.jspecify.annotations.NullMarked;
