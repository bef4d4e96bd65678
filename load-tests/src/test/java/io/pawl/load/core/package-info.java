@NullMarked
package io.pawl.load.core;

import org.jspecify.annotations.NullMarked;
