package io.pawl.compose.app;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pawl.compose.CommandFailure;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What one run of {@code pawl app} does on its channel, and its account of it. */
final class AppRun {
  private final Script script;
  private final GatewayClient gateway;
  private final Deadline deadline;
  private final Consumer<String> received;
  private final long began = System.nanoTime();

  private @Nullable AppChannel channel;
  private long sentMessages;
  private long receivedMessages;
  private @Nullable String code;

  /**
   * What is to be done, in this order.
   *
   * @param peer to open a channel with; null to accept one
   * @param lines to send
   * @param messages to receive
   * @param keyVersion to rekey to; 0 for none
   * @param reason of the rekey
   * @param expectRestart wait until the gateway has gone away and come back
   * @param afterRestart messages that are then sent, if any were before, and received, if any were
   */
  record Script(
      @Nullable String peer,
      List<String> lines,
      long messages,
      int keyVersion,
      String reason,
      boolean expectRestart,
      int afterRestart) {}

  /**
   * @param received what came, in order
   */
  AppRun(Script script, GatewayClient gateway, Deadline deadline, Consumer<String> received) {
    this.script = script;
    this.gateway = gateway;
    this.deadline = deadline;
    this.received = received;
  }

  /**
   * Runs it.
   *
   * @throws GatewayProblem as soon as the gateway refuses something
   */
  void run() throws InterruptedException {
    try {
      AppChannels channels = new AppChannels(gateway, deadline);
      AppChannel begun = script.peer() == null ? channels.offered() : channels.with(script.peer());
      channel = begun;
      for (String line : script.lines()) {
        send(begun, line);
      }
      if (script.keyVersion() > 0) {
        begun.rekey(script.keyVersion(), script.reason());
      }
      begun.receive(script.messages(), this::take);
      if (script.expectRestart()) {
        awaitRestart();
        afterRestart(begun);
      }
    } catch (GatewayProblem problem) {
      code = problem.code();
      throw problem;
    }
  }

  private void send(AppChannel to, String line) throws InterruptedException {
    to.send(line);
    sentMessages++;
  }

  private void take(String message) {
    receivedMessages++;
    received.accept(message);
  }

  private void awaitRestart() throws InterruptedException {
    long before = gateway.outages();
    while (gateway.outages() == before) {
      var _ = gateway.get("/app");
      deadline.require("the gateway did not restart");
      Thread.sleep(GatewayClient.PAUSE);
    }
  }

  private void afterRestart(AppChannel begun) throws InterruptedException {
    if (!script.lines().isEmpty()) {
      for (int i = 1; i <= script.afterRestart(); i++) {
        send(begun, "after the restart: " + i);
      }
    }
    if (script.messages() > 0) {
      begun.receive(script.afterRestart(), this::take);
    }
  }

  /** The code of what was refused; null if nothing was. */
  @Nullable String code() {
    return code;
  }

  /** What was done until now. */
  ObjectNode account() {
    ObjectNode account = GatewayClient.JSON.createObjectNode();
    account.put("channel", channel == null ? null : channel.id());
    account.put("epoch", epoch());
    account.put("sent", sentMessages);
    account.put("received", receivedMessages);
    account.put("restarts", gateway.outages());
    account.put("code", code);
    account.put("seconds", Math.round((System.nanoTime() - began) / 1e6) / 1e3);
    return account;
  }

  private @Nullable Integer epoch() {
    try {
      return channel == null ? null : channel.state().path("epoch").asInt();
    } catch (CommandFailure | GatewayProblem e) {
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }
}
