package io.pawl.compose.app;

import io.pawl.compose.CommandFailure;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.lang.JoseException;

/** The tokens that an app shows to its gateway: each is used once. */
public final class AppTokens {
  /** A call is made at once; the rest is for clocks that differ. */
  private static final float MINUTES = 1;

  private final AppIdentity identity;
  private final String audience;

  public AppTokens(AppIdentity identity, String audience) {
    this.identity = identity;
    this.audience = audience;
  }

  /** A new one. */
  public String next() {
    JwtClaims claims = new JwtClaims();
    claims.setIssuer(identity.app());
    claims.setAudience(audience);
    claims.setIssuedAtToNow();
    claims.setExpirationTimeMinutesInTheFuture(MINUTES);
    claims.setGeneratedJwtId();
    JsonWebSignature signature = new JsonWebSignature();
    signature.setPayload(claims.toJson());
    signature.setKey(identity.privateKey());
    signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.EDDSA);
    try {
      return signature.getCompactSerialization();
    } catch (JoseException e) {
      throw new CommandFailure("the app's key cannot sign: " + e.getMessage(), e);
    }
  }
}
