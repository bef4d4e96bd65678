@NullMarked
package io.pawl.load.audit;

import org.jspecify.annotations.NullMarked;
