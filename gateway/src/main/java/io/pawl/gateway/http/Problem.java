package io.pawl.gateway.http;

import io.pawl.channel.ChannelFailure;
import io.pawl.channel.vault.VaultFailure;
import io.pawl.gateway.Code;
import io.pawl.gateway.GatewayFailure;
import io.pawl.ratchet.Refusal;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.web.server.ResponseStatusException;
import reactor.core.Exceptions;
import tools.jackson.databind.node.ObjectNode;

/**
 * What went wrong, as RFC 9457 tells it. The one place where failures become statuses.
 *
 * @param status of HTTP
 * @param code the protocol's or the gateway's
 * @param title the same for each occurrence
 * @param detail about this one; nothing secret
 * @param retryAfter when to try again, if that is known
 */
record Problem(
    int status, String code, String title, String detail, @Nullable Duration retryAfter) {
  static final String MEDIA_TYPE = "application/problem+json";

  private static final Logger log = LoggerFactory.getLogger(Problem.class);

  /** What is waited for is another's activity, or a broker: no use to ask again at once. */
  private static final Duration SOON = Duration.ofSeconds(1);

  /** The problem that a failure is. */
  static Problem of(Throwable failure) {
    return switch (Exceptions.unwrap(failure)) {
      case GatewayFailure known ->
          of(known.code(), String.valueOf(known.getMessage()), known.retryAfter());
      case ChannelFailure known -> of(known);
      case VaultFailure known -> vault(known);
      case TimeoutException _ -> of(Code.TIMED_OUT, "it may still come about; ask again", SOON);
      case ResponseStatusException known -> ofStatus(known.getStatusCode().value());
      case InvalidMediaTypeException _ ->
          of(Code.BAD_REQUEST, "a header names no media type", null);
      case Throwable unknown -> internal(unknown);
    };
  }

  static Problem of(Code code, String detail, @Nullable Duration retryAfter) {
    return new Problem(code.status(), code.name(), code.title(), detail, retryAfter);
  }

  private static Problem internal(Throwable unknown) {
    log.error("a request failed", unknown);
    return of(Code.INTERNAL, "the gateway's log tells more", null);
  }

  private static Problem vault(VaultFailure failure) {
    log.error("a vault cannot be used: {}", failure.getMessage());
    // The message names files, which are not the app's business.
    return of(Code.VAULT_UNAVAILABLE, "the app's vault: " + failure.reason(), SOON);
  }

  /** What Spring or the HTTP server refuses before a handler sees it. */
  static Problem ofStatus(int status) {
    return switch (status) {
      case 404 -> of(Code.NOT_FOUND, "see openapi.json", null);
      case 405 -> of(Code.METHOD_NOT_ALLOWED, "see openapi.json", null);
      case 406 -> of(Code.NOT_ACCEPTABLE, "see openapi.json", null);
      case 413 -> of(Code.BODY_TOO_LARGE, "see the limits of the gateway", null);
      case 414 -> tooLong(Code.URI_TOO_LONG, "the request line", Listener.LONGEST_LINE);
      case 415 -> of(Code.UNSUPPORTED_MEDIA_TYPE, "see openapi.json", null);
      case 431 -> tooLong(Code.HEADERS_TOO_LARGE, "all headers", Listener.LONGEST_HEADERS);
      default -> of(Code.BAD_REQUEST, "the request cannot be read", null);
    };
  }

  private static Problem tooLong(Code code, String what, int most) {
    return of(code, what + " may have " + most + " bytes", null);
  }

  private static Problem of(ChannelFailure failure) {
    String detail = String.valueOf(failure.getMessage());
    return switch (failure) {
      case ChannelFailure.Refused refused -> protocol(refused.code(), detail);
      case ChannelFailure.Diverged _ -> of(Code.DIVERGED, detail, null);
      case ChannelFailure.Closed _ -> protocol(Refusal.CHANNEL_CLOSED, detail);
      case ChannelFailure.Declined _ -> of(Code.CHANNEL_DECLINED, detail, null);
      case ChannelFailure.NotAsAgreed _ -> of(Code.NOT_AS_AGREED, detail, null);
      case ChannelFailure.PolicyRefused _ -> of(Code.POLICY_REFUSED, detail, null);
      case ChannelFailure.TooManyWaiting _ -> of(Code.TOO_MANY_WAITING, detail, SOON);
      case ChannelFailure.PayloadTooLarge _ -> of(Code.PAYLOAD_TOO_LARGE, detail, null);
      // Their messages tell of files and brokers.
      case ChannelFailure.VaultUnavailable _ -> outside(Code.VAULT_UNAVAILABLE, failure);
      case ChannelFailure.Unreadable _ -> outside(Code.UNREADABLE, failure);
      case ChannelFailure.NotWritten _ -> outside(Code.NOT_WRITTEN, failure);
      case ChannelFailure.Detached _ -> of(Code.NOT_READY, detail, SOON);
    };
  }

  private static Problem outside(Code code, ChannelFailure failure) {
    log.warn("{}", failure.getMessage());
    return of(code, "the gateway's log tells more", SOON);
  }

  /** A code of the protocol. */
  private static Problem protocol(Refusal code, String detail) {
    return switch (code) {
      case REKEY_THROTTLED ->
          new Problem(429, code.name(), "The protocol allows no further epoch now", detail, SOON);
      case UNKNOWN_CHANNEL -> of(Code.UNKNOWN_CHANNEL, "the processor knows no such channel", null);
      case MALFORMED,
          CHANNEL_CLOSED,
          EPOCH_UNKNOWN,
          EPOCH_EXPIRED,
          BAD_SIZE,
          BAD_TAG,
          REKEY_REQUIRED,
          COUNTER_OUT_OF_SLOT,
          SLOT_EXPIRED,
          SLOT_TOO_FAR,
          COUNTER_TOO_FAR,
          COUNTER_TOO_OLD,
          REPLAYED,
          DUPLICATE,
          CHANNEL_EXISTS,
          IDENTITY_MISMATCH,
          STALE_EPOCH,
          EPOCH_GAP,
          STALE_OPEN,
          BAD_SIGNATURE,
          LOW_ORDER_KEY,
          REPLAYED_KEY,
          BAD_POLICY,
          TRANSITION_PENDING,
          UNKNOWN_OFFER,
          OFFER_EXPIRED,
          ALREADY_ANSWERED,
          ALREADY_APPROVED,
          KEM_MISMATCH,
          NOT_AN_APPROVER,
          BAD_GRANT,
          OFFER_SUPERSEDED,
          TOO_MANY_OPENS,
          CHECKPOINT_MISSING ->
          new Problem(409, code.name(), "The protocol refuses it", detail, null);
    };
  }

  /** As a body. */
  ObjectNode json() {
    ObjectNode json =
        JsonText.object()
            .put("type", "urn:pawl:problem:" + code)
            .put("title", title)
            .put("status", status)
            .put("detail", detail)
            .put("code", code);
    if (retryAfter != null) {
      json.put("retryAfter", retryAfterSeconds());
    }
    return json;
  }

  /** Whole seconds, at least 1. */
  long retryAfterSeconds() {
    return retryAfter == null ? 0 : Math.max(1, retryAfter.plusMillis(999).toSeconds());
  }
}
