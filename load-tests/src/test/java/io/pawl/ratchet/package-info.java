@NullMarked
package io.pawl.ratchet;

import org.jspecify.annotations.NullMarked;
