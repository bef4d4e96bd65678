@NullMarked
package io.pawl.compose.docs;

import org.jspecify.annotations.NullMarked;
