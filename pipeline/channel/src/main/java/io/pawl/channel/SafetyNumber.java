package io.pawl.channel;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.pawl.ratchet.Bytes;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Digits that two people compare to know that they talk to each other. */
final class SafetyNumber {
  /** 60 digits are 199 bits: nobody finds a second identity that gives the same. */
  private static final int DIGITS = 60;

  private static final int GROUP = 5;

  private SafetyNumber() {}

  /** As {@link PeerChannel#safetyNumber()} defines it. */
  static String of(Bytes one, Bytes other) {
    boolean ordered = one.compareTo(other) <= 0;
    MessageDigest sha256;
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
    sha256.update("pawl/1 safety".getBytes(US_ASCII));
    sha256.update((ordered ? one : other).toArray());
    sha256.update((ordered ? other : one).toArray());
    var number = new BigInteger(1, sha256.digest()).mod(BigInteger.TEN.pow(DIGITS));
    String digits = "0".repeat(DIGITS) + number;
    digits = digits.substring(digits.length() - DIGITS);
    return digits.replaceAll("(.{" + GROUP + "})(?!$)", "$1 ");
  }
}
