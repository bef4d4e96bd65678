package io.pawl.checkpoint.audit;

import io.pawl.ratchet.Answer;
import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelDescriptor;
import io.pawl.ratchet.ChannelDescriptor.KeyEpoch;
import io.pawl.ratchet.GrantKeys;
import io.pawl.ratchet.Snapshot;
import io.pawl.ratchet.Verdict;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which of the processors' keys channels and records name. Both grants and sealed admission keys
 * begin with the id of the key.
 */
final class KeyCount {
  private final Map<Bytes, KeyUse> uses = new TreeMap<>();

  /** Counts a record of the range, if it is an answer that brought a grant. */
  void record(Judgement judgement) {
    if (!(judgement.record() instanceof Answer answer)) {
      return;
    }
    boolean counts =
        switch (judgement) {
          case Judgement.Decided decided -> decided.outcome().verdict() instanceof Verdict.Accepted;
          // Nobody knows what became of it; one that is too short to name a key did not count.
          case Judgement.Open _ -> answer.grant().length() >= GrantKeys.ID_LENGTH;
        };
    if (counts) {
      add(new KeyUse(keyOf(answer.grant()), 0, 0, 1));
    }
  }

  /** Counts a channel as it stands at the end. */
  void channel(Snapshot snapshot) {
    if (snapshot instanceof Snapshot.Live(ChannelDescriptor descriptor, _)) {
      Bytes current = keyOf(descriptor.current());
      ChannelDescriptor.Pending pending = descriptor.pending();
      Bytes next = pending == null ? Bytes.EMPTY : keyOf(pending.admission());
      count(current);
      if (!next.equals(current)) {
        count(next);
      }
      Bytes previous = keyOf(descriptor.previous());
      if (previous.length() > 0) {
        add(new KeyUse(previous, 0, 1, 0));
      }
    }
  }

  private void count(Bytes key) {
    if (key.length() > 0) {
      add(new KeyUse(key, 1, 0, 0));
    }
  }

  private static Bytes keyOf(@Nullable KeyEpoch epoch) {
    return epoch == null ? Bytes.EMPTY : keyOf(epoch.admission());
  }

  private static Bytes keyOf(@Nullable Bytes named) {
    return named == null
        ? Bytes.EMPTY
        : Bytes.wrap(Arrays.copyOf(named.toArray(), GrantKeys.ID_LENGTH));
  }

  private void add(KeyUse use) {
    uses.merge(use.keyId(), use, KeyUse::plus);
  }

  /** By key id. */
  List<KeyUse> uses() {
    return List.copyOf(uses.values());
  }
}
