package io.pawl.stream.codec;

import io.pawl.ratchet.Action;
import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.Direction;
import io.pawl.ratchet.Kind;
import io.pawl.ratchet.Reason;
import io.pawl.ratchet.Refusal;
import io.pawl.schema.ChannelId;
import io.pawl.schema.Digest;
import io.pawl.schema.Key;
import io.pawl.schema.Signature;
import io.pawl.schema.Tag;
import io.pawl.schema.TopicId;
import java.nio.ByteBuffer;
import org.apache.avro.specific.SpecificFixed;
import org.apache.kafka.common.Uuid;

/** Field by field between Avro's classes and the domain's. */
final class Fields {
  private Fields() {}

  static ChannelId channel(io.pawl.ratchet.ChannelId channel) {
    return new ChannelId(channel.toBytes());
  }

  static io.pawl.ratchet.ChannelId channel(ChannelId channel) {
    return io.pawl.ratchet.ChannelId.read(channel.bytes(), 0);
  }

  static Key key(Bytes bytes) {
    return new Key(exactly(32, bytes));
  }

  static Digest digest(Bytes bytes) {
    return new Digest(exactly(32, bytes));
  }

  static Tag tag(Bytes bytes) {
    return new Tag(exactly(16, bytes));
  }

  static Signature signature(Bytes bytes) {
    return new Signature(exactly(64, bytes));
  }

  static TopicId topic(Uuid topic) {
    return new TopicId(
        ByteBuffer.allocate(16)
            .putLong(topic.getMostSignificantBits())
            .putLong(topic.getLeastSignificantBits())
            .array());
  }

  static Uuid topic(TopicId topic) {
    ByteBuffer bytes = ByteBuffer.wrap(topic.bytes());
    return new Uuid(bytes.getLong(), bytes.getLong());
  }

  /** Avro would write a fixed of another length without a word. */
  private static byte[] exactly(int length, Bytes bytes) {
    if (bytes.length() != length) {
      throw new IllegalArgumentException(
          "a field of " + length + " bytes cannot hold " + bytes.length());
    }
    return bytes.toArray();
  }

  static Bytes bytes(SpecificFixed fixed) {
    return Bytes.wrap(fixed.bytes());
  }

  static ByteBuffer buffer(Bytes bytes) {
    return ByteBuffer.wrap(bytes.array(), bytes.offset(), bytes.length());
  }

  /** A view: the strict decoder's buffers view the value themselves. */
  static Bytes bytes(ByteBuffer buffer) {
    return Bytes.view(buffer.array(), buffer.arrayOffset() + buffer.position(), buffer.remaining());
  }

  static io.pawl.schema.Direction direction(Direction direction) {
    return switch (direction) {
      case INITIATOR -> io.pawl.schema.Direction.INITIATOR;
      case RESPONDER -> io.pawl.schema.Direction.RESPONDER;
    };
  }

  static Direction direction(io.pawl.schema.Direction direction) {
    return switch (direction) {
      case INITIATOR -> Direction.INITIATOR;
      case RESPONDER -> Direction.RESPONDER;
    };
  }

  static io.pawl.schema.Kind kind(Kind kind) {
    return switch (kind) {
      case OPEN -> io.pawl.schema.Kind.OPEN;
      case REKEY -> io.pawl.schema.Kind.REKEY;
      case BUMP -> io.pawl.schema.Kind.BUMP;
    };
  }

  static Kind kind(io.pawl.schema.Kind kind) {
    return switch (kind) {
      case OPEN -> Kind.OPEN;
      case REKEY -> Kind.REKEY;
      case BUMP -> Kind.BUMP;
    };
  }

  static io.pawl.schema.Reason reason(Reason reason) {
    return switch (reason) {
      case ROUTINE -> io.pawl.schema.Reason.ROUTINE;
      case SUSPICIOUS -> io.pawl.schema.Reason.SUSPICIOUS;
      case COMPROMISE -> io.pawl.schema.Reason.COMPROMISE;
    };
  }

  static Reason reason(io.pawl.schema.Reason reason) {
    return switch (reason) {
      case ROUTINE -> Reason.ROUTINE;
      case SUSPICIOUS -> Reason.SUSPICIOUS;
      case COMPROMISE -> Reason.COMPROMISE;
    };
  }

  static io.pawl.schema.Action action(Action action) {
    return switch (action) {
      case NONE -> io.pawl.schema.Action.NONE;
      case ADVISE -> io.pawl.schema.Action.ADVISE;
      case REESTABLISH -> io.pawl.schema.Action.REESTABLISH;
    };
  }

  static Action action(io.pawl.schema.Action action) {
    return switch (action) {
      case NONE -> Action.NONE;
      case ADVISE -> Action.ADVISE;
      case REESTABLISH -> Action.REESTABLISH;
    };
  }

  /**
   * The refusal of that name.
   *
   * @throws IllegalArgumentException if a later version added it
   */
  static Refusal refusal(CharSequence code) {
    return Refusal.valueOf(code.toString());
  }
}
