package io.pawl.load.gateway;

import io.pawl.compose.demo.Progress;
import io.pawl.load.TemporaryFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The whole benchmark: one system, channels over HTTP, then as many of peers in Java. */
final class GatewayBench {
  /** Apps on each side. */
  private static final int PAIRS = 10;

  /** Sends under way at once, where the rate is measured. */
  private static final int AT_ONCE = 64;

  /** Messages one after the other, where the latency of a system with nothing to do is measured. */
  private static final int SINGLE = 500;

  /** Messages of a channel that one acknowledgement is for. */
  private static final int ACKNOWLEDGE_EVERY = 10;

  /** Before a rate is measured, code is compiled. */
  private static final int WARM_UP = 2;

  private final int messages;
  private final int channels;
  private final int bytes;
  private final Progress progress;

  GatewayBench(int messages, int channels, int bytes, Progress progress) {
    this.messages = messages;
    this.channels = channels;
    this.bytes = bytes;
    this.progress = progress;
  }

  GatewayBenchReport run() throws IOException, InterruptedException {
    progress.stage("starting the system");
    try (TemporaryFolder folder = TemporaryFolder.create("pawl-bench-");
        BenchedSystem system = BenchedSystem.start(folder.path().resolve("system"))) {
      GatewayBenchReport.Way http;
      Arrivals overHttp = new Arrivals();
      progress.stage("opening %,d channels over HTTP".formatted(channels));
      try (HttpLines lines = HttpLines.open(system, overHttp, PAIRS, channels, ACKNOWLEDGE_EVERY)) {
        http = measure("over HTTP", lines.lines(), overHttp);
      }
      Path vaults = Files.createDirectory(folder.path().resolve("vaults"));
      Arrivals ofPeers = new Arrivals();
      progress.stage("opening %,d channels of peers in Java".formatted(channels));
      try (PeerLines lines =
          PeerLines.open(system, vaults, ofPeers, PAIRS, channels, ACKNOWLEDGE_EVERY)) {
        return new GatewayBenchReport(
            messages, channels, bytes, http, measure("in Java", lines.lines(), ofPeers));
      }
    }
  }

  private GatewayBenchReport.Way measure(String way, List<Line> lines, Arrivals arrivals)
      throws InterruptedException {
    var loop = new ClosedLoop(lines, arrivals, bytes);
    for (int i = 1; i <= WARM_UP; i++) {
      progress.stage("warming up %s, %d of %d".formatted(way, i, WARM_UP));
      var _ = loop.run(messages, AT_ONCE);
    }
    progress.stage("sending %,d messages %s".formatted(messages, way));
    ClosedLoop.Result loaded = loop.run(messages, AT_ONCE);
    progress.stage("sending one message after the other " + way);
    return new GatewayBenchReport.Way(loaded, loop.run(SINGLE, 1));
  }
}
