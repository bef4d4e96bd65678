@NullMarked
package io.pawl.stream.codec;

import org.jspecify.annotations.NullMarked;
