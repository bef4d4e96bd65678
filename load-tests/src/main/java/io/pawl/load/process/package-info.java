/** The parts of a deployment as processes of their own, which can be killed one by one. */
@NullMarked
package io.pawl.load.process;

import org.jspecify.annotations.NullMarked;
