@NullMarked
package io.pawl.gateway;

import org.jspecify.annotations.NullMarked;
