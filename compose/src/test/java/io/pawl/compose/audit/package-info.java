@NullMarked
package io.pawl.compose.audit;

import org.jspecify.annotations.NullMarked;
