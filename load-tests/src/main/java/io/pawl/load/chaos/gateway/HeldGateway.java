package io.pawl.load.chaos.gateway;

import io.pawl.compose.CommandFailure;
import io.pawl.compose.app.AppIdentity;
import io.pawl.compose.app.AppTokens;
import io.pawl.compose.app.Deadline;
import io.pawl.compose.app.GatewayClient;
import io.pawl.load.process.Child;
import io.pawl.load.process.Deployment;
import io.pawl.load.process.GatewayDeployment;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;

/** A gateway as a process, which can be killed and started again. */
final class HeldGateway implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(50);
  private static final int OK = 200;

  private final GatewayDeployment deployment;
  private final String name;
  private final int apps;
  private final int administration;
  private final int health;
  private final HttpClient http;
  private Child child;

  HeldGateway(GatewayDeployment deployment, String name, HttpClient http) throws IOException {
    this.deployment = deployment;
    this.name = name;
    this.http = http;
    this.apps = Deployment.freePort();
    this.administration = Deployment.freePort();
    this.health = Deployment.freePort();
    this.child = start();
  }

  private Child start() throws IOException {
    return deployment.gateway(name, apps, administration, health);
  }

  String name() {
    return name;
  }

  URI apps() {
    return GatewayDeployment.url(apps);
  }

  /** SIGKILL. */
  void kill() {
    child.kill();
  }

  void startAgain() throws IOException {
    child = start();
  }

  /** Waits until all of its channels are there. */
  void awaitReady() throws InterruptedException {
    HttpRequest asked =
        HttpRequest.newBuilder(GatewayDeployment.url(health).resolve("/actuator/health/readiness"))
            .timeout(Duration.ofSeconds(5))
            .build();
    long end = System.nanoTime() + START.toNanos();
    while (!isReady(asked)) {
      if (!child.isAlive() || System.nanoTime() > end) {
        throw new CommandFailure(
            "%s did not come up, see %s".formatted(name, deployment.output(name)));
      }
      Thread.sleep(LOOK_AGAIN);
    }
  }

  private boolean isReady(HttpRequest asked) throws InterruptedException {
    try {
      return http.send(asked, HttpResponse.BodyHandlers.discarding()).statusCode() == OK;
    } catch (IOException e) {
      return false;
    }
  }

  /** Registers a new app. */
  AppIdentity register(String app) throws IOException, InterruptedException {
    String credential = Files.readString(deployment.credential(name)).strip();
    return AppIdentity.create()
        .register(
            app,
            new GatewayClient(
                GatewayDeployment.url(administration), () -> credential, Deadline.in(START)));
  }

  /** The gateway as {@code app} speaks with it. */
  GatewayClient client(AppIdentity app, Deadline deadline) {
    return new GatewayClient(apps(), new AppTokens(app, "pawl-gateway")::next, deadline);
  }

  @Override
  public void close() {
    child.close();
  }
}
