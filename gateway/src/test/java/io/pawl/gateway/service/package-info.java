@NullMarked
package io.pawl.gateway.service;

import org.jspecify.annotations.NullMarked;
