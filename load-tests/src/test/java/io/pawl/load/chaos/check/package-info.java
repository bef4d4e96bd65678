@NullMarked
package io.pawl.load.chaos.check;

import org.jspecify.annotations.NullMarked;
