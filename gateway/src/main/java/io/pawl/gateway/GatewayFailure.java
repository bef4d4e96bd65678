package io.pawl.gateway;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Something that was asked for and is not done. Its message is for whoever asked. */
public final class GatewayFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Code code;
  private final @Nullable Duration retryAfter;

  private GatewayFailure(
      Code code, String detail, @Nullable Duration retryAfter, @Nullable Throwable cause) {
    super(detail, cause);
    this.code = code;
    this.retryAfter = retryAfter;
  }

  /**
   * @param detail what was wrong with this request, and what would be right; nothing secret
   */
  public GatewayFailure(Code code, String detail) {
    this(code, detail, null, null);
  }

  /** As above, for something that passes. */
  public static GatewayFailure passing(Code code, String detail, Duration retryAfter) {
    return new GatewayFailure(code, detail, retryAfter, null);
  }

  /** As above, with what made it fail. */
  public static GatewayFailure of(Code code, String detail, Throwable cause) {
    return new GatewayFailure(code, detail, null, cause);
  }

  static GatewayFailure notReady() {
    return passing(Code.NOT_READY, "the gateway starts or ends", Duration.ofSeconds(1));
  }

  /** Someone else's channel is one that is not there, down to the last letter. */
  public static GatewayFailure unknownChannel() {
    return new GatewayFailure(Code.UNKNOWN_CHANNEL, "the app has no channel of that id");
  }

  /** Its code. */
  public Code code() {
    return code;
  }

  /** When to try again; null if that is of no use, or nobody knows. */
  public @Nullable Duration retryAfter() {
    return retryAfter;
  }
}
