package io.pawl.gateway.service;

import io.pawl.channel.Refresh;
import io.pawl.gateway.App;
import io.pawl.gateway.GatewayLimits;
import io.pawl.gateway.GatewaySettings;
import io.pawl.gateway.http.HttpGateway;
import io.pawl.ratchet.Bytes;
import io.pawl.service.Ground;
import io.pawl.service.Key;
import io.pawl.service.Plan;
import io.pawl.service.Settings;
import io.pawl.stream.LaneOwner;
import io.pawl.stream.Topics;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Base64;
import java.util.Map;

/**
 * How a gateway was told to run.
 *
 * @param settings all but the brokers and the topics
 */
record GatewayPlan(GatewaySettings settings) implements Plan {
  static GatewayPlan of(Settings settings) {
    Path folder = folder(settings);
    GatewaySettings otherwise =
        GatewaySettings.of(
            Map.of(), Topics.of(Topics.DEFAULT_PREFIX), processorsKey(settings), folder);
    return new GatewayPlan(
        new GatewaySettings(
            otherwise.client(),
            otherwise.topics(),
            otherwise.processors(),
            folder,
            path(settings, GatewayKeys.MARKS_FOLDER, otherwise.marks()),
            path(settings, GatewayKeys.VAULTS_KEY_FILE, otherwise.keyFile()),
            path(settings, GatewayKeys.CREDENTIAL_FILE, otherwise.credentialFile()),
            settings.value(GatewayKeys.AUDIENCE),
            address(settings, GatewayKeys.APPS_ADDRESS, GatewayKeys.APPS_PORT),
            address(settings, GatewayKeys.ADMINISTRATION_ADDRESS, GatewayKeys.ADMINISTRATION_PORT),
            limits(settings),
            refresh(settings)));
  }

  private static Path folder(Settings settings) {
    if (settings.text(GatewayKeys.FOLDER) == null) {
      settings.fault(
          GatewayKeys.FOLDER.name() + " is missing: where the apps and their vaults are kept");
    }
    return settings.value(GatewayKeys.FOLDER);
  }

  private static Path path(Settings settings, Key<Path> key, Path otherwise) {
    return settings.text(key) == null ? otherwise : settings.value(key);
  }

  private static Bytes processorsKey(Settings settings) {
    String text = settings.text(GatewayKeys.PROCESSORS_KEY);
    if (text == null) {
      settings.fault(
          GatewayKeys.PROCESSORS_KEY.name()
              + " is missing: the public key that a processor logs when it begins");
      return Bytes.wrap(new byte[App.KEY_LENGTH]);
    }
    try {
      byte[] key = Base64.getDecoder().decode(text);
      if (key.length == App.KEY_LENGTH) {
        return Bytes.wrap(key);
      }
    } catch (IllegalArgumentException e) {
      // Told below.
    }
    settings.fault(GatewayKeys.PROCESSORS_KEY.name() + " must be the Base64 of 32 bytes");
    return Bytes.wrap(new byte[App.KEY_LENGTH]);
  }

  private static InetSocketAddress address(Settings settings, Key<String> host, Key<Integer> port) {
    String text = settings.value(host);
    try {
      return new InetSocketAddress(InetAddress.ofLiteral(text), settings.value(port));
    } catch (IllegalArgumentException e) {
      settings.fault("%s must be an address of numbers, not '%s'".formatted(host.name(), text));
      return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }
  }

  private static Refresh refresh(Settings settings) {
    return new Refresh(
        settings.value(GatewayKeys.IDLE_BUMP_AFTER),
        settings.value(GatewayKeys.BUMP_AFTER_RECEIVED),
        settings.value(GatewayKeys.BUMP));
  }

  private static GatewayLimits limits(Settings settings) {
    return new GatewayLimits(
        settings.value(GatewayKeys.APPS),
        settings.value(GatewayKeys.CHANNELS),
        settings.value(GatewayKeys.INVITATIONS),
        settings.value(GatewayKeys.STREAMS),
        settings.value(GatewayKeys.STREAMS_PER_APP),
        settings.value(GatewayKeys.SENDS),
        settings.value(GatewayKeys.REKEYS_PER_CHANNEL),
        settings.value(GatewayKeys.REKEYS_PER_APP),
        settings.value(GatewayKeys.TOKENS),
        settings.value(GatewayKeys.BODY),
        settings.value(GatewayKeys.REQUEST_TIME),
        settings.value(GatewayKeys.REKEY_TIME),
        settings.value(GatewayKeys.LONG_POLL),
        settings.value(GatewayKeys.OFFER_TIME),
        settings.value(GatewayKeys.HEARTBEAT));
  }

  @Override
  public LaneOwner begin(Ground ground) {
    return HttpGateway.start(
        settings.on(ground.client(), ground.topics()),
        ground.codec(),
        ground.meters(),
        Clock.systemUTC());
  }
}
