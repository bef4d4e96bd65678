@NullMarked
package io.pawl.stream.registry;

import org.jspecify.annotations.NullMarked;
