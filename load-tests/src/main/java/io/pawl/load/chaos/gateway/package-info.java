/** {@code pawl chaos gateway}: gateways that are killed while apps talk through them. */
@NullMarked
package io.pawl.load.chaos.gateway;

import org.jspecify.annotations.NullMarked;
