@NullMarked
package io.pawl.load.process;

import org.jspecify.annotations.NullMarked;
