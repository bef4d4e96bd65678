/** {@code pawl bench gateway}: what channels cost over HTTP, beside the peer for Java. */
@NullMarked
package io.pawl.load.gateway;

import org.jspecify.annotations.NullMarked;
