@NullMarked
package io.pawl.load.scenario;

import org.jspecify.annotations.NullMarked;
