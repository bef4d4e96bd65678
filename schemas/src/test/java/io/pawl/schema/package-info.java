@NullMarked
package io.pawl.schema;

import org.jspecify.annotations.NullMarked;
