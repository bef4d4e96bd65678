package io.pawl.stream;

import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelId;
import org.jspecify.annotations.Nullable;

/**
 * The key of an invitation: the responder's Ed25519 identity (32 bytes), then the channel (16).
 * With the identity alone, a compacted topic would keep only the last of a responder's invitations.
 */
public record InvitationKey(Bytes responder, ChannelId channel) {
  private static final int IDENTITY_LENGTH = 32;

  /** Reads a key; null if it is none. */
  public static @Nullable InvitationKey read(byte @Nullable [] key) {
    if (key == null || key.length != IDENTITY_LENGTH + ChannelId.LENGTH) {
      return null;
    }
    return new InvitationKey(
        Bytes.view(key, 0, IDENTITY_LENGTH), ChannelId.read(key, IDENTITY_LENGTH));
  }

  /** The 48 bytes. */
  public byte[] toBytes() {
    byte[] bytes = new byte[IDENTITY_LENGTH + ChannelId.LENGTH];
    channel.copyTo(bytes, responder.copyTo(bytes, 0));
    return bytes;
  }
}
