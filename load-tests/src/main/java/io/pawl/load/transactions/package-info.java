/** Transactions of each lane, or of the instance: {@code pawl bench transactions}. */
@NullMarked
package io.pawl.load.transactions;

import org.jspecify.annotations.NullMarked;
