/** Breaks a running deployment on purpose, and looks whether it kept its promises. */
@NullMarked
package io.pawl.load.chaos;

import org.jspecify.annotations.NullMarked;
