@NullMarked
package io.pawl.load.chaos.process;

import org.jspecify.annotations.NullMarked;
