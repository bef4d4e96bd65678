@NullMarked
package io.pawl.gateway.http;

import org.jspecify.annotations.NullMarked;
