package io.pawl.processor.service;

import io.pawl.service.RunningService;
import java.util.ArrayList;
import java.util.List;
import org.springframework.http.ResponseEntity;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;

/** The service in this process, and what others see of it over HTTP. */
final class Probe implements AutoCloseable {
  /** What an address answered. */
  record Answer(int status, String body) {}

  private final RunningService service;
  private final WebClient http;

  private Probe(RunningService service) {
    this.service = service;
    this.http = WebClient.create(service.uri().toString());
  }

  static Probe start(List<String> arguments) {
    var all = new ArrayList<>(arguments);
    all.add("--pawl.http.port=0");
    return new Probe(RunningService.start(new ProcessorApplication(), all));
  }

  RunningService service() {
    return service;
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
    return http.get()
        .uri(path)
        .exchangeToMono(answer -> answer.toEntity(String.class).map(Probe::answer))
        .onErrorResume(e -> Mono.just(new Answer(0, String.valueOf(e.getMessage()))))
        .blockOptional()
        .orElseThrow();
  }

  private static Answer answer(ResponseEntity<String> entity) {
    return new Answer(entity.getStatusCode().value(), String.valueOf(entity.getBody()));
  }

  @Override
  public void close() {
    service.close();
  }
}
