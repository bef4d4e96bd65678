@NullMarked
package io.pawl.compose.repair;

import org.jspecify.annotations.NullMarked;
