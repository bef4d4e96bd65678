package io.pawl.gateway;

/**
 * The gateway's own codes, beside those of the protocol; docs/gateway.md explains each.
 *
 * <p>A code keeps its name and its status for ever: clients decide by them.
 */
public enum Code {
  BAD_REQUEST(400, "The request cannot be read"),
  BAD_JSON(400, "The body is not the JSON that is asked for"),
  BAD_FIELD(400, "A value is not what it must be"),
  MALFORMED(400, "The body is no record of the log"),
  NO_TOKEN(401, "A token is needed"),
  BAD_TOKEN(401, "The token is not valid here"),
  TOKEN_EXPIRED(401, "The token has expired"),
  TOKEN_REPLAYED(401, "The token was used before"),
  BAD_CREDENTIAL(401, "The administration's credential is needed"),
  NOT_FOUND(404, "There is no such address"),
  UNKNOWN_APP(404, "There is no such app"),
  UNKNOWN_OFFER(404, "No such offer waits for this app"),
  UNKNOWN_CHANNEL(404, "There is no such channel"),
  METHOD_NOT_ALLOWED(405, "The address does not take this method"),
  NOT_ACCEPTABLE(406, "No answer of that type is to be had"),
  TIMED_OUT(503, "It took too long"),
  APP_EXISTS(409, "There is such an app already"),
  DIVERGED(409, "The channel sends nothing until its next epoch"),
  CHANNEL_NOT_OPEN(409, "The channel is not open"),
  CHANNEL_NOT_INVITED(409, "The channel waits for no answer of this app"),
  CHANNEL_DECLINED(409, "The channel was declined or withdrawn"),
  NOT_AS_AGREED(409, "The channel is not what the peers agreed on"),
  NOT_DELIVERED_YET(409, "That message was not delivered yet"),
  READER_REPLACED(409, "Another reader of the channel took over"),
  WRONG_CUSTODY(409, "The app keeps its keys elsewhere"),
  TOO_MANY_APPS(409, "The gateway has as many apps as it may"),
  TOO_MANY_CHANNELS(409, "The app has as many channels as it may"),
  BODY_TOO_LARGE(413, "The body is too large"),
  PAYLOAD_TOO_LARGE(413, "The payload is too large"),
  URI_TOO_LONG(414, "The address is too long"),
  UNSUPPORTED_MEDIA_TYPE(415, "A body of that type is not taken"),
  IDEMPOTENCY_KEY_REUSED(422, "The idempotency key was used for another payload"),
  POLICY_REFUSED(422, "The policy is not acceptable"),
  REKEYS_LIMITED(429, "Epochs are asked for too fast"),
  SENDS_THROTTLED(429, "The app sends too fast"),
  TOO_MANY_STREAMS(429, "Too many streams are open"),
  TOO_MANY_TOKENS(429, "The app used too many tokens in a short time"),
  TOO_MANY_WAITING(429, "Too many messages of the channel wait to be sent"),
  HEADERS_TOO_LARGE(431, "The headers are too large"),
  INTERNAL(500, "The gateway failed"),
  NOT_READY(503, "The gateway is not ready"),
  NOT_WRITTEN(503, "The log does not take records now"),
  VAULT_UNAVAILABLE(503, "The app's vault cannot be used now"),
  UNREADABLE(503, "Records cannot be read");

  private final int status;
  private final String title;

  Code(int status, String title) {
    this.status = status;
    this.title = title;
  }

  /** The HTTP status that goes with it. */
  public int status() {
    return status;
  }

  /** One line for people, the same for each occurrence. */
  public String title() {
    return title;
  }
}
