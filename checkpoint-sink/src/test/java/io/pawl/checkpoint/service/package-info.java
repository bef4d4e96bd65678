@NullMarked
package io.pawl.checkpoint.service;

import org.jspecify.annotations.NullMarked;
