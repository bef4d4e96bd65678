@NullMarked
package io.pawl.load.chart;

import org.jspecify.annotations.NullMarked;
