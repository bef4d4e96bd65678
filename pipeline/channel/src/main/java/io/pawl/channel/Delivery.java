package io.pawl.channel;

/** When a message that was received is not to come again after a crash. */
public enum Delivery {
  /**
   * Once it could be handed over: how far we have received is durable before. A message that was
   * handed over and not worked on when the process died does not come again, nor does one that was
   * read ahead of its receiver. For those who would rather miss a message than see it twice.
   */
  ONCE_HANDED_OVER,
  /**
   * Once it is acknowledged: what was handed over and not acknowledged comes again after a crash,
   * in the same order. Whoever receives must {@linkplain PeerChannel#acknowledge acknowledge}, or
   * the channel stands still when its limits are reached.
   */
  ONCE_ACKNOWLEDGED
}
