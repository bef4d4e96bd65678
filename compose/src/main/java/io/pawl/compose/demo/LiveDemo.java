package io.pawl.compose.demo;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pawl.channel.ChannelClient;
import io.pawl.channel.ClientSettings;
import io.pawl.compose.LocalSystem;
import io.pawl.ratchet.Entropy;
import java.security.SecureRandom;
import java.util.Map;

/** The run on the real system: broker, processor, sink, peers and adversary in this process. */
public final class LiveDemo implements Demo {
  private final SecureRandom random = new SecureRandom();

  @Override
  public DemoReport run(DemoSettings settings, Lines lines, Progress progress)
      throws InterruptedException {
    var meters = new SimpleMeterRegistry();
    try (LocalSystem system = LocalSystem.start(entropy(), meters, progress::stage);
        ChannelClient initiators = client(system, meters);
        ChannelClient responders = client(system, meters);
        Intruder intruder =
            Intruder.start(
                system.client(),
                system.topics().log(),
                system.log().partitions(),
                new Adversary(
                    system.topics().log(),
                    system.log().partitions(),
                    settings.seed(),
                    new Wire(system.codec())))) {
      progress.stage("opening %,d channels".formatted(settings.channels()));
      Talk talk = Talk.open(settings, initiators, responders, entropy());
      double seconds = talk.speak(lines, progress, intruder::count);
      progress.stage("checking what became of each record of the log");
      Map<Place, Attack> injected = intruder.finish();
      Findings findings = new Inspection(system).compare(injected);
      return report(settings, talk.ledger(), seconds, injected.size(), findings, meters);
    }
  }

  private static ChannelClient client(LocalSystem system, SimpleMeterRegistry meters) {
    return ChannelClient.connect(
        ClientSettings.of(system.client(), system.topics(), system.processorsKey()),
        system.codec(),
        meters);
  }

  private Entropy entropy() {
    return count -> {
      byte[] bytes = new byte[count];
      random.nextBytes(bytes);
      return bytes;
    };
  }

  private static DemoReport report(
      DemoSettings settings,
      Ledger ledger,
      double seconds,
      int injected,
      Findings findings,
      SimpleMeterRegistry meters) {
    return new DemoReport(
        settings.channels(),
        ledger.tally(),
        findings.acceptedMessages(),
        injected,
        findings.refused(),
        findings.undetected(),
        findings.slotsAdvanced(),
        meters.get("pawl.lane.transaction").tag("service", "ratchet").timer().count(),
        seconds,
        ledger.latencyMillis(50),
        ledger.latencyMillis(99));
  }
}
