package io.pawl.gateway.service;

import io.pawl.channel.Refresh;
import io.pawl.gateway.GatewayLimits;
import io.pawl.gateway.GatewaySettings;
import io.pawl.service.Key;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.springframework.util.unit.DataSize;

/** What the gateway can be told, beside what every service can. */
final class GatewayKeys {
  private static final GatewayLimits LIMITS = GatewayLimits.DEFAULT;
  private static final int MANY = 10_000_000;

  static final Key<Path> FOLDER = Key.file("pawl.folder");
  static final Key<Path> MARKS_FOLDER = Key.file("pawl.marks-folder");
  static final Key<Path> VAULTS_KEY_FILE = Key.file("pawl.vaults-key-file");
  static final Key<Path> CREDENTIAL_FILE = Key.file("pawl.credential-file");
  static final Key<String> PROCESSORS_KEY = Key.text("pawl.processors-key", "");
  static final Key<String> AUDIENCE = Key.text("pawl.audience", GatewaySettings.DEFAULT_AUDIENCE);

  static final Key<String> APPS_ADDRESS = Key.text("pawl.apps.address", "0.0.0.0");
  static final Key<Integer> APPS_PORT =
      Key.whole("pawl.apps.port", GatewaySettings.DEFAULT_APPS_PORT, 0, 65_535);
  static final Key<String> ADMINISTRATION_ADDRESS =
      Key.text("pawl.administration.address", "127.0.0.1");
  static final Key<Integer> ADMINISTRATION_PORT =
      Key.whole("pawl.administration.port", GatewaySettings.DEFAULT_ADMINISTRATION_PORT, 0, 65_535);

  static final Key<Duration> IDLE_BUMP_AFTER =
      Key.duration("pawl.idle-bump-after", Refresh.NEVER.after(), Duration.ZERO, Refresh.LONGEST);
  static final Key<Integer> BUMP_AFTER_RECEIVED =
      Key.whole("pawl.bump-after-received", Refresh.NEVER.received(), 0, Integer.MAX_VALUE);
  static final Key<Refresh.When> BUMP = Key.choice("pawl.bump", Refresh.NEVER.when());

  static final Key<Integer> APPS = Key.whole("pawl.limits.apps", LIMITS.apps(), 1, 100_000);
  static final Key<Integer> CHANNELS =
      Key.whole("pawl.limits.channels-per-app", LIMITS.channelsPerApp(), 1, MANY);
  static final Key<Integer> INVITATIONS =
      Key.whole("pawl.limits.invitations-per-app", LIMITS.invitationsPerApp(), 1, MANY);
  static final Key<Integer> STREAMS = Key.whole("pawl.limits.streams", LIMITS.streams(), 1, MANY);
  static final Key<Integer> STREAMS_PER_APP =
      Key.whole("pawl.limits.streams-per-app", LIMITS.streamsPerApp(), 1, MANY);
  static final Key<Integer> SENDS =
      Key.whole("pawl.limits.sends-per-second", LIMITS.sendsPerSecond(), 1, MANY);
  static final Key<Integer> REKEYS_PER_CHANNEL =
      Key.whole("pawl.limits.rekeys-per-channel", LIMITS.rekeysPerChannel(), 1, MANY);
  static final Key<Integer> REKEYS_PER_APP =
      Key.whole("pawl.limits.rekeys-per-app", LIMITS.rekeysPerApp(), 1, MANY);
  static final Key<Integer> TOKENS =
      Key.whole("pawl.limits.tokens-per-app", LIMITS.tokensPerApp(), 1, MANY);
  static final Key<Long> BODY =
      Key.bytes(
          "pawl.limits.body",
          LIMITS.bodyBytes(),
          DataSize.ofKilobytes(16),
          DataSize.ofMegabytes(16));
  static final Key<Duration> REQUEST_TIME =
      Key.duration(
          "pawl.limits.request-time",
          LIMITS.requestTime(),
          Duration.ofMillis(100),
          Duration.ofMinutes(10));
  static final Key<Duration> REKEY_TIME =
      Key.duration(
          "pawl.limits.rekey-time", LIMITS.rekeyTime(), Duration.ZERO, Duration.ofMinutes(10));
  static final Key<Duration> LONG_POLL =
      Key.duration(
          "pawl.limits.long-poll", LIMITS.longPoll(), Duration.ZERO, Duration.ofMinutes(10));
  static final Key<Duration> OFFER_TIME =
      Key.duration(
          "pawl.limits.offer-time",
          LIMITS.offerTime(),
          Duration.ofSeconds(1),
          Duration.ofDays(365));
  static final Key<Duration> HEARTBEAT =
      Key.duration(
          "pawl.heartbeat", LIMITS.heartbeat(), Duration.ofSeconds(1), Duration.ofMinutes(10));

  static final List<Key<?>> ALL =
      List.of(
          FOLDER,
          MARKS_FOLDER,
          VAULTS_KEY_FILE,
          CREDENTIAL_FILE,
          PROCESSORS_KEY,
          AUDIENCE,
          APPS_ADDRESS,
          APPS_PORT,
          ADMINISTRATION_ADDRESS,
          ADMINISTRATION_PORT,
          IDLE_BUMP_AFTER,
          BUMP_AFTER_RECEIVED,
          BUMP,
          APPS,
          CHANNELS,
          INVITATIONS,
          STREAMS,
          STREAMS_PER_APP,
          SENDS,
          REKEYS_PER_CHANNEL,
          REKEYS_PER_APP,
          TOKENS,
          BODY,
          REQUEST_TIME,
          REKEY_TIME,
          LONG_POLL,
          OFFER_TIME,
          HEARTBEAT);

  private GatewayKeys() {}
}
