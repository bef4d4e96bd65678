@NullMarked
package io.pawl.load;

import org.jspecify.annotations.NullMarked;
