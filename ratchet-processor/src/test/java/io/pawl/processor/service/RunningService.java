package io.pawl.processor.service;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.springframework.context.ConfigurableApplicationContext;

/** The service in this process, and what others see of it over HTTP. */
final class RunningService implements AutoCloseable {
  /** What an address answered. */
  record Answer(int status, String body) {}

  private final HttpClient http = HttpClient.newHttpClient();
  private final ConfigurableApplicationContext context;

  private RunningService(ConfigurableApplicationContext context) {
    this.context = context;
  }

  static RunningService start(List<String> arguments) {
    var all = new ArrayList<>(arguments);
    all.add("--pawl.http.port=0");
    return new RunningService(ProcessorApplication.start(all));
  }

  ProcessorService service() {
    return context.getBean(ProcessorService.class);
  }

  MeterRegistry meters() {
    return context.getBean(MeterRegistry.class);
  }

  Answer readiness() {
    return get("/actuator/health/readiness");
  }

  Answer liveness() {
    return get("/actuator/health/liveness");
  }

  String metrics() {
    return get("/actuator/prometheus").body();
  }

  private Answer get(String path) {
    String port = Objects.requireNonNull(context.getEnvironment().getProperty("local.server.port"));
    var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build();
    try {
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      return new Answer(answer.statusCode(), answer.body());
    } catch (IOException e) {
      return new Answer(0, String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    context.close();
    http.close();
  }
}
