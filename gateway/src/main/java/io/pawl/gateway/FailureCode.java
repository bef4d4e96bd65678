package io.pawl.gateway;

import io.pawl.channel.ChannelFailure;

/** The code of what became of a channel: the protocol's where it has one, else the gateway's. */
public final class FailureCode {
  private FailureCode() {}

  /** The code of any failure. */
  public static String of(Throwable failure) {
    return switch (failure) {
      case ChannelFailure known -> of(known);
      case GatewayFailure known -> known.code().name();
      default -> Code.INTERNAL.name();
    };
  }

  private static String of(ChannelFailure failure) {
    return switch (failure) {
      case ChannelFailure.Refused refused -> refused.code().name();
      case ChannelFailure.Diverged _ -> Code.DIVERGED.name();
      case ChannelFailure.Closed _ -> "CHANNEL_CLOSED";
      case ChannelFailure.Declined _ -> Code.CHANNEL_DECLINED.name();
      case ChannelFailure.NotAsAgreed _ -> Code.NOT_AS_AGREED.name();
      case ChannelFailure.PolicyRefused _ -> Code.POLICY_REFUSED.name();
      case ChannelFailure.TooManyWaiting _ -> Code.TOO_MANY_WAITING.name();
      case ChannelFailure.PayloadTooLarge _ -> Code.PAYLOAD_TOO_LARGE.name();
      case ChannelFailure.VaultUnavailable _ -> Code.VAULT_UNAVAILABLE.name();
      case ChannelFailure.Unreadable _ -> Code.UNREADABLE.name();
      case ChannelFailure.NotWritten _ -> Code.NOT_WRITTEN.name();
      case ChannelFailure.Detached _ -> Code.NOT_READY.name();
    };
  }
}
