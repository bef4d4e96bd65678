@NullMarked
package io.pawl.compose.demo;

import org.jspecify.annotations.NullMarked;
