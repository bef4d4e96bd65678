@NullMarked
package io.pawl.load.processor;

import org.jspecify.annotations.NullMarked;
