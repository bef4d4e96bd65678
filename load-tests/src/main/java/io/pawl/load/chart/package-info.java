/**
 * Charts of a few lines or bars, as SVG or as an image: with units, ticks at round numbers, labels
 * beside what they name, and colours that people with any colour vision can tell apart.
 */
@NullMarked
package io.pawl.load.chart;

import org.jspecify.annotations.NullMarked;
