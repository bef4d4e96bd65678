@NullMarked
package io.pawl.compose.app;

import org.jspecify.annotations.NullMarked;
