package io.pawl.channel.vault;

import io.pawl.channel.Refresh;
import io.pawl.ratchet.Answer;
import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.ChannelPosition;
import io.pawl.ratchet.Direction;
import io.pawl.ratchet.EpochKeys;
import io.pawl.ratchet.Offer;
import io.pawl.ratchet.Policy;
import io.pawl.ratchet.Receiver;
import io.pawl.ratchet.Secret;
import io.pawl.ratchet.SlotChain;
import io.pawl.ratchet.SlotKey;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Writes fields one after the other: big-endian, lengths in front of what varies. */
final class FieldWriter {
  private final ByteBuffer out;

  FieldWriter(ByteBuffer out) {
    this.out = out;
  }

  void u8(int value) {
    out.put((byte) value);
  }

  void u32(int value) {
    out.putInt(value);
  }

  void u64(long value) {
    out.putLong(value);
  }

  void bytes(Bytes value) {
    out.putShort((short) value.length()).put(value.array(), value.offset(), value.length());
  }

  void secret(Secret secret) {
    byte[] bytes = secret.toArray();
    out.putShort((short) bytes.length).put(bytes);
    Arrays.fill(bytes, (byte) 0);
  }

  <T> void optional(@Nullable T value, Consumer<T> writer) {
    u8(value == null ? 0 : 1);
    if (value != null) {
      writer.accept(value);
    }
  }

  void offer(Offer offer) {
    u8(offer.kind().code());
    channel(offer.channel());
    u32(offer.epoch());
    u8(offer.offerer().code());
    bytes(offer.initiator());
    bytes(offer.responder());
    bytes(offer.x25519());
    bytes(offer.mlkem());
    u8(offer.reason().code());
    u64(offer.anchor());
    policy(offer.policy());
    bytes(offer.signature());
  }

  private void channel(ChannelId channel) {
    u64(channel.high());
    u64(channel.low());
  }

  private void policy(Policy policy) {
    u32(policy.slotMessages());
    u32(policy.overlap());
    u32(policy.window());
    u32(policy.cellBytes());
    u32(policy.slotLookahead());
    u32(policy.rekeyBurst());
    u32(policy.idleBumps());
    u32(policy.approvalsNeeded());
    u32(policy.approvalKinds());
    u8(policy.approvers().size());
    policy.approvers().forEach(this::bytes);
  }

  void answer(Answer answer) {
    channel(answer.channel());
    bytes(answer.offerId());
    bytes(answer.x25519());
    bytes(answer.mlkem());
    bytes(answer.grant());
    bytes(answer.signature());
  }

  void keys(EpochKeys keys) {
    for (Direction direction : Direction.values()) {
      chain(keys.chain(direction));
      secret(keys.admission(direction));
    }
    secret(keys.resumption());
  }

  void refresh(Refresh refresh) {
    u64(refresh.after().toNanos());
    u32(refresh.received());
    u8(code(refresh.when()));
  }

  private static int code(Refresh.When when) {
    return switch (when) {
      case BACKGROUND -> 0;
      case BEFORE_SEND -> 1;
    };
  }

  void chain(SlotChain chain) {
    u64(chain.slot());
    secret(chain.secret());
  }

  void receiver(Receiver.State state) {
    ChannelPosition.InEpoch windows = state.windows();
    window(windows.current());
    optional(windows.previous(), this::window);
    u32(windows.overlap());
    u8(windows.diverged() ? 1 : 0);
    optional(state.previous(), this::key);
    key(state.current());
    u8(state.ahead().size());
    state.ahead().forEach(this::key);
    chain(state.chain());
  }

  private void window(ChannelPosition.InSlot window) {
    u64(window.slot());
    u32(window.top());
    bytes(window.seen());
  }

  private void key(SlotKey key) {
    u64(key.slot());
    secret(key.material());
    bytes(key.keyId());
  }
}
