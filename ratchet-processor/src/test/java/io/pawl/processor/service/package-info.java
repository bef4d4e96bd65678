@NullMarked
package io.pawl.processor.service;

import org.jspecify.annotations.NullMarked;
