package io.pawl.load.chaos.traffic;

import io.pawl.load.traffic.LogAppender;
import io.pawl.load.traffic.SharedLog;
import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.GrantKeys;
import io.pawl.stream.codec.Codec;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Many conversations at once, in an order that only the seed decides. One that closes is replaced.
 */
public final class Traffic {
  private final SplittableRandom random;
  private final Bytes processors;
  private final SharedLog log;
  private final List<Conversation> conversations = new ArrayList<>();

  /**
   * Opens the channels.
   *
   * @param processors the processors' public key
   * @param keys the private one, to know what becomes of what is written
   */
  public Traffic(
      SplittableRandom random,
      int channels,
      int partitions,
      Bytes processors,
      GrantKeys keys,
      Codec codec,
      LogAppender appender) {
    this.random = random;
    this.processors = processors;
    this.log = new SharedLog(codec, keys, partitions, appender);
    for (int i = 0; i < channels; i++) {
      conversations.add(conversation());
    }
  }

  private Conversation conversation() {
    return new Conversation(random.split(), processors, log);
  }

  /** Lets one conversation do one thing, which writes a record or a few, or none. */
  public void step() {
    int index = random.nextInt(conversations.size());
    Conversation conversation = conversations.get(index);
    conversation.step();
    if (conversation.over()) {
      conversations.set(index, conversation());
    }
  }
}
