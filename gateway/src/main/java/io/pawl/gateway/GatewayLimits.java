package io.pawl.gateway;

import java.time.Duration;

/**
 * What apps may ask of a gateway. None of it enters a decision about a record of the log.
 *
 * @param apps registered at once
 * @param channelsPerApp offered, being opened or open at once
 * @param invitationsPerApp that wait for the app's answer; the oldest makes room for a newer one
 * @param streams of messages open at once, long polls among them
 * @param streamsPerApp the same of one app
 * @param sendsPerSecond of one app; as many may come in a burst
 * @param rekeysPerChannel asked for in {@link #REKEY_PERIOD}, bumps among them
 * @param rekeysPerApp the same over all channels of an app
 * @param tokensPerApp used tokens that are remembered until they expire
 * @param bodyBytes of a request that carries a message; others are held to {@link #SMALL_BODY}
 * @param requestTime in which a request is answered, streams and long polls aside
 * @param rekeyTime that a request for an epoch waits until it has begun
 * @param longPoll the longest that a poll waits
 * @param offerTime after which an offer that nobody answered is withdrawn
 * @param heartbeat between comments in a stream
 */
public record GatewayLimits(
    int apps,
    int channelsPerApp,
    int invitationsPerApp,
    int streams,
    int streamsPerApp,
    int sendsPerSecond,
    int rekeysPerChannel,
    int rekeysPerApp,
    int tokensPerApp,
    long bodyBytes,
    Duration requestTime,
    Duration rekeyTime,
    Duration longPoll,
    Duration offerTime,
    Duration heartbeat) {

  /** A registration or an offer with sixteen approvers is below 2 KiB. */
  public static final int SMALL_BODY = 16 << 10;

  /** In which rekeys are counted. */
  public static final Duration REKEY_PERIOD = Duration.ofMinutes(1);

  /**
   * A thousand channels for each of a thousand apps; a payload of 1 MiB in JSON's Base64 is 1.4
   * MiB. An epoch costs the processor as much as a thousand messages. Tokens live 5 minutes at
   * most: 100,000 are more than 300 changes a second.
   */
  public static final GatewayLimits DEFAULT =
      new GatewayLimits(
          1_000,
          1_000,
          1_000,
          10_000,
          1_000,
          1_000,
          20,
          200,
          100_000,
          2 << 20,
          Duration.ofSeconds(30),
          Duration.ofSeconds(10),
          Duration.ofSeconds(60),
          Duration.ofHours(1),
          Duration.ofSeconds(15));

  /** Checks each. */
  public GatewayLimits {
    if (apps < 1
        || channelsPerApp < 1
        || invitationsPerApp < 1
        || streams < 1
        || streamsPerApp < 1
        || sendsPerSecond < 1
        || rekeysPerChannel < 1
        || rekeysPerApp < 1
        || tokensPerApp < 1
        || bodyBytes < SMALL_BODY) {
      throw new IllegalArgumentException("every limit is at least 1, and bodies may be 16 KiB");
    }
  }
}
