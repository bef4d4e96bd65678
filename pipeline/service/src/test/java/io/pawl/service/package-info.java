@NullMarked
package io.pawl.service;

import org.jspecify.annotations.NullMarked;
