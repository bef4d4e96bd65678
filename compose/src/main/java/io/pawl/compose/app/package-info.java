/**
 * {@code pawl app}: a scripted app that speaks with a gateway over HTTP, as one in any language.
 */
@NullMarked
package io.pawl.compose.app;

import org.jspecify.annotations.NullMarked;
