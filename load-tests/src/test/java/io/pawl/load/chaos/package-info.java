@NullMarked
package io.pawl.load.chaos;

import org.jspecify.annotations.NullMarked;
