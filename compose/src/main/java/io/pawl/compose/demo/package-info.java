/**
 * The demo: the whole system in one process, an adversary on its log, and an account of every
 * message and every injected record.
 */
@NullMarked
package io.pawl.compose.demo;

import org.jspecify.annotations.NullMarked;
