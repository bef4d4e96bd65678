package io.pawl.channel.vault;

import io.pawl.channel.Refresh;
import io.pawl.ratchet.Answer;
import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.ChannelPosition;
import io.pawl.ratchet.Direction;
import io.pawl.ratchet.EpochKeys;
import io.pawl.ratchet.Kind;
import io.pawl.ratchet.Offer;
import io.pawl.ratchet.Policy;
import io.pawl.ratchet.Reason;
import io.pawl.ratchet.Receiver;
import io.pawl.ratchet.Secret;
import io.pawl.ratchet.SlotChain;
import io.pawl.ratchet.SlotKey;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link FieldWriter} wrote. Only what a seal has authenticated comes here, so anything
 * else may end in any exception.
 */
final class FieldReader {
  private final ByteBuffer in;

  FieldReader(ByteBuffer in) {
    this.in = in;
  }

  int u8() {
    return Byte.toUnsignedInt(in.get());
  }

  int u32() {
    return in.getInt();
  }

  long u64() {
    return in.getLong();
  }

  Bytes bytes() {
    return Bytes.wrap(array());
  }

  Secret secret() {
    return Secret.owning(array());
  }

  private byte[] array() {
    byte[] bytes = new byte[Short.toUnsignedInt(in.getShort())];
    in.get(bytes);
    return bytes;
  }

  <T> @Nullable T optional(Supplier<T> reader) {
    return u8() == 0 ? null : reader.get();
  }

  Offer offer() {
    return new Offer(
        kind(),
        channel(),
        u32(),
        Direction.of(u8()),
        bytes(),
        bytes(),
        bytes(),
        bytes(),
        reason(),
        u64(),
        policy(),
        bytes());
  }

  private Kind kind() {
    int code = u8();
    for (Kind kind : Kind.values()) {
      if (kind.code() == code) {
        return kind;
      }
    }
    throw new IllegalArgumentException("no kind " + code);
  }

  private Reason reason() {
    int code = u8();
    for (Reason reason : Reason.values()) {
      if (reason.code() == code) {
        return reason;
      }
    }
    throw new IllegalArgumentException("no reason " + code);
  }

  private ChannelId channel() {
    return new ChannelId(u64(), u64());
  }

  private Policy policy() {
    return new Policy(
        u32(), u32(), u32(), u32(), u32(), u32(), u32(), u32(), u32(), list(this::bytes));
  }

  private <T> List<T> list(Supplier<T> reader) {
    int size = u8();
    List<T> list = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      list.add(reader.get());
    }
    return list;
  }

  Answer answer() {
    return new Answer(channel(), bytes(), bytes(), bytes(), bytes(), bytes());
  }

  EpochKeys keys() {
    SlotChain initiatorChain = chain();
    Secret initiatorAdmission = secret();
    SlotChain responderChain = chain();
    Secret responderAdmission = secret();
    return new EpochKeys(
        initiatorChain, responderChain, initiatorAdmission, responderAdmission, secret());
  }

  Refresh refresh() {
    return new Refresh(Duration.ofNanos(u64()), u32(), when());
  }

  private Refresh.When when() {
    return u8() == 0 ? Refresh.When.BACKGROUND : Refresh.When.BEFORE_SEND;
  }

  SlotChain chain() {
    return SlotChain.at(u64(), secret());
  }

  Receiver.State receiver() {
    var windows = new ChannelPosition.InEpoch(window(), optional(this::window), u32(), u8() == 1);
    return new Receiver.State(windows, optional(this::key), key(), list(this::key), chain());
  }

  private ChannelPosition.InSlot window() {
    return new ChannelPosition.InSlot(u64(), u32(), bytes());
  }

  private SlotKey key() {
    return new SlotKey(u64(), secret(), bytes());
  }
}
