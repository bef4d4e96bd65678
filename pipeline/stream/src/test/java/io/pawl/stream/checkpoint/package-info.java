@NullMarked
package io.pawl.stream.checkpoint;

import org.jspecify.annotations.NullMarked;
