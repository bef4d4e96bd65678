package io.pawl.gateway;

import io.pawl.ratchet.Bytes;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.function.Function;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.ErrorCodes;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/**
 * Tells whose token a token is: a JWT (RFC 7519) that the app has signed with its own key (EdDSA,
 * RFC 8037). An app that is not there and a wrong signature look the same from outside.
 */
public final class Tokens {
  /** From iat to exp: what a stolen token is good for, and how long a used one is remembered. */
  static final Duration LONGEST_LIFE = Duration.ofMinutes(5);

  /** Clocks of apps may be so far off. */
  private static final Duration SKEW = Duration.ofSeconds(30);

  /** Six short claims and a signature are some 400 characters. */
  private static final int MAX_LENGTH = 2_048;

  private static final int MAX_ID = 128;

  /** The end of the year 9999, in seconds. */
  private static final long LATEST = 253_402_300_799L;

  private final String audience;
  private final Clock clock;
  private final Instant startedAt;
  private final Function<String, @Nullable HeldApp> apps;

  /** Reads claims that nobody has vouched for, to learn whose key to try. */
  private final JwtConsumer unverified =
      new JwtConsumerBuilder()
          .setSkipAllValidators()
          .setDisableRequireSignature()
          .setSkipSignatureVerification()
          .build();

  /**
   * @param apps by id; null for one that is not there
   */
  Tokens(String audience, Clock clock, Function<String, @Nullable HeldApp> apps) {
    this.audience = audience;
    this.clock = clock;
    this.apps = apps;
    this.startedAt = Instant.ofEpochSecond(clock.instant().getEpochSecond());
  }

  /**
   * The app whose token this is.
   *
   * @param once whether it may not have been used before, and is used up now
   * @throws GatewayFailure {@code BAD_TOKEN}, {@code TOKEN_EXPIRED}, {@code TOKEN_REPLAYED}, {@code
   *     TOO_MANY_TOKENS}
   */
  public HeldApp authenticate(String token, boolean once) {
    if (token.length() > MAX_LENGTH) {
      throw invalid();
    }
    try {
      HeldApp app = apps.apply(issuer(token));
      if (app == null) {
        throw invalid();
      }
      check(app, verifier(app.app()).processToClaims(token), once);
      return app;
    } catch (InvalidJwtException e) {
      if (e.hasErrorCode(ErrorCodes.EXPIRED)) {
        throw new GatewayFailure(Code.TOKEN_EXPIRED, "sign a new one; clocks may be 30 s apart");
      }
      throw invalid();
    } catch (MalformedClaimException | JoseException e) {
      throw invalid();
    }
  }

  /** Always the same words: what exactly is wrong would help whoever tries. */
  private static GatewayFailure invalid() {
    return new GatewayFailure(
        Code.BAD_TOKEN,
        "it must be a JWT, signed by the app's key with EdDSA, with iss (the app's id), aud, iat,"
            + " exp at most 5 minutes later, and jti");
  }

  private String issuer(String token) throws InvalidJwtException, MalformedClaimException {
    String issuer = unverified.processToClaims(token).getIssuer();
    if (issuer == null) {
      throw invalid();
    }
    return issuer;
  }

  private JwtConsumer verifier(App app) throws JoseException {
    return new JwtConsumerBuilder()
        .setJwsAlgorithmConstraints(
            new AlgorithmConstraints(ConstraintType.PERMIT, AlgorithmIdentifiers.EDDSA))
        .setVerificationKey(key(app.publicKey()))
        .setExpectedIssuer(true, app.id())
        .setExpectedAudience(true, audience)
        .setRequireExpirationTime()
        .setRequireIssuedAt()
        .setRequireJwtId()
        .setEvaluationTime(NumericDate.fromMilliseconds(clock.millis()))
        .setAllowedClockSkewInSeconds((int) SKEW.toSeconds())
        .build();
  }

  /**
   * The key that these bytes are.
   *
   * @throws JoseException if they are none
   */
  private static PublicKey key(Bytes publicKey) throws JoseException {
    Map<String, Object> parameters =
        Map.of(
            "kty", "OKP",
            "crv", "Ed25519",
            "x", Base64.getUrlEncoder().withoutPadding().encodeToString(publicKey.toArray()));
    return ((PublicJsonWebKey) JsonWebKey.Factory.newJwk(parameters)).getPublicKey();
  }

  /** Whether these bytes are a key: a point of the curve. */
  static boolean isKey(Bytes publicKey) {
    try {
      Signature.getInstance("Ed25519").initVerify(key(publicKey));
      return true;
    } catch (GeneralSecurityException | JoseException e) {
      return false;
    }
  }

  /** A token may say any number. */
  private static Instant instant(NumericDate date) {
    if (date.getValue() < 0 || date.getValue() > LATEST) {
      throw invalid();
    }
    return Instant.ofEpochSecond(date.getValue());
  }

  private void check(HeldApp app, JwtClaims claims, boolean once) throws MalformedClaimException {
    Instant issued = instant(claims.getIssuedAt());
    Instant expiry = instant(claims.getExpirationTime());
    Instant now = clock.instant();
    String id = claims.getJwtId();
    if (issued.isAfter(now.plus(SKEW))
        || expiry.isAfter(issued.plus(LONGEST_LIFE))
        || id.isEmpty()
        || id.length() > MAX_ID) {
      throw invalid();
    }
    if (!once) {
      return;
    }
    // Used tokens are remembered by this process alone: an earlier one may have seen it.
    if (issued.isBefore(startedAt)) {
      throw new GatewayFailure(
          Code.TOKEN_REPLAYED, "it was signed before the gateway started: sign a new one");
    }
    app.usedTokens().use(id, expiry.plus(SKEW), now);
  }
}
