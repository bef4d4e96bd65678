package io.pawl.compose.snapshot;

import static io.pawl.compose.snapshot.ScriptedSink.request;
import static io.pawl.compose.snapshot.ScriptedSink.view;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pawl.compose.CommandFailure;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SnapshotRoundTest {
  private final HttpClient http = SinkClient.http();
  private final List<Taken> told = new ArrayList<>();

  @AfterEach
  void close() {
    http.close();
  }

  private List<Taken> run(ScriptedSink sink, Duration timeout) throws InterruptedException {
    return new SnapshotRound(List.of(new SinkClient(http, sink.uri())), told::add).run(timeout);
  }

  @Test
  void aSinkThatWasStartedAgainIsAskedAgain() throws Exception {
    try (var sink =
        new ScriptedSink(List.of(request(5), request(1)), List.of(view(0, 0), view(1, 1)))) {
      var taken = new Taken(0, 9, 4, "2026-01-01T00:00:00Z", sink.uri());

      assertThat(run(sink, Duration.ofSeconds(30))).containsExactly(taken);

      assertThat(sink.asked()).isEqualTo(2);
      assertThat(told).containsExactly(taken);
    }
  }

  @Test
  void aSinkThatIsGoneForAMomentIsWaitedFor() throws Exception {
    var gone = new ScriptedSink.Answer(503, "{\"status\":\"it ends\"}");
    try (var sink = new ScriptedSink(List.of(request(1)), List.of(gone, view(1, 1)))) {
      assertThat(run(sink, Duration.ofSeconds(30))).hasSize(1);
    }
  }

  @Test
  void aSnapshotThatWasBegunBeforeTheRequestDoesNotCount() throws Exception {
    try (var sink = new ScriptedSink(List.of(request(2)), List.of(view(2, 1)))) {
      assertThatThrownBy(() -> run(sink, Duration.ofSeconds(1)))
          .isInstanceOf(CommandFailure.class)
          .hasMessage("no snapshot of every partition within 1 s: partitions 0 have none yet");
      assertThat(told).isEmpty();
    }
  }

  @Test
  void aSinkThatDoesNotRunCannotBeAsked() throws Exception {
    var starting = new ScriptedSink.Answer(503, "{\"status\":\"waiting for the Kafka brokers\"}");
    try (var sink = new ScriptedSink(List.of(starting), List.of(view(0, 0)))) {
      assertThatThrownBy(() -> run(sink, Duration.ofSeconds(1)))
          .isInstanceOf(CommandFailure.class)
          .hasMessage(
              "the sink at %s does not run: waiting for the Kafka brokers".formatted(sink.uri()));
    }
  }
}
