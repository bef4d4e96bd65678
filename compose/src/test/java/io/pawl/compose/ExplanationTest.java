package io.pawl.compose;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.ConnectException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class ExplanationTest {
  @Test
  void ourOwnWordsComeBeforeTheirCause() {
    assertThat(Explanation.of(new CommandFailure("no lines", new IOException("x"))))
        .isEqualTo("no lines");
  }

  @Test
  void wrappersAreLookedThrough() {
    assertThat(
            Explanation.of(
                new ExecutionException(
                    new CompletionException(
                        new UncheckedIOException(new NoSuchFileException("/no/such"))))))
        .isEqualTo("no such file: /no/such");
    assertThat(Explanation.of(new ExecutionException(new IOException("No space left on device"))))
        .isEqualTo("No space left on device");
  }

  @Test
  void whatUsersCanCauseIsSaidInTheirWords() {
    assertThat(Explanation.of(new AccessDeniedException("secret.txt")))
        .isEqualTo("not allowed to read or write secret.txt");
    assertThat(Explanation.of(new IOException(new BindException("Address already in use"))))
        .isEqualTo("the address or port is taken: Address already in use");
    assertThat(Explanation.of(new ConnectException("Connection refused")))
        .isEqualTo("cannot connect: Connection refused");
    assertThat(
            Explanation.of(
                new KafkaException(
                    "Failed to construct kafka consumer",
                    new ConfigException("No resolvable bootstrap urls"))))
        .isEqualTo("a Kafka setting is wrong: No resolvable bootstrap urls");
    assertThat(Explanation.of(new TimeoutException("Topic not present after 60000 ms.")))
        .isEqualTo("no answer from the Kafka broker: Topic not present after 60000 ms.");
  }

  @Test
  void whatIsUnknownSaysTheFirstAndTheLast() {
    assertThat(
            Explanation.of(
                new IllegalStateException(
                    "lane 3 stopped",
                    new IllegalStateException("middle", new IOException("disk on fire")))))
        .isEqualTo("lane 3 stopped: disk on fire");
    assertThat(Explanation.of(new IllegalStateException())).isEqualTo("IllegalStateException");
  }

  @Test
  void itIsOneLine() {
    assertThat(Explanation.of(new IllegalStateException("one\n  two\r\nthree\n")))
        .isEqualTo("one; two; three");
  }

  @Test
  void aLoopOfCausesEnds() {
    var inner = new IllegalStateException("inner");
    var outer = new IllegalStateException("outer", inner);
    inner.initCause(outer);
    assertThat(Explanation.of(outer)).startsWith("outer");
  }
}
