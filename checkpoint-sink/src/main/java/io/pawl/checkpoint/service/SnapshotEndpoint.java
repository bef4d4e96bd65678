package io.pawl.checkpoint.service;

import io.pawl.checkpoint.CheckpointSink;
import io.pawl.checkpoint.SnapshotState;
import io.pawl.service.Stage;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

/** {@code /actuator/snapshot}: asks for snapshots, and shows where they stand. */
@Endpoint(id = SnapshotEndpoint.ID)
public final class SnapshotEndpoint {
  static final String ID = "snapshot";

  private final Supplier<Stage> stage;

  SnapshotEndpoint(Supplier<Stage> stage) {
    this.stage = stage;
  }

  /**
   * What was asked for.
   *
   * @param request its number, from 1
   */
  public record Asked(long request) {}

  /**
   * Where the sink stands.
   *
   * @param requests how often it was asked since it began
   * @param partitions of the log, whoever has them
   * @param snapshots by partition, of those that it has
   */
  public record Snapshots(long requests, int partitions, Map<Integer, SnapshotState> snapshots) {}

  /**
   * Why there is no answer.
   *
   * @param status what the sink does instead of running
   */
  public record NotRunning(String status) {}

  /** {@code POST}: asks for a snapshot of every partition that the sink has. Returns at once. */
  @WriteOperation
  public WebEndpointResponse<Object> ask() {
    return answer(sink -> new Asked(sink.takeSnapshot()));
  }

  /** {@code GET}: where they stand. */
  @ReadOperation
  public WebEndpointResponse<Object> show() {
    return answer(sink ->
        new Snapshots(sink.snapshotRequests(), sink.partitions(), new TreeMap<>(sink.snapshots())));
  }

  private WebEndpointResponse<Object> answer(Function<CheckpointSink, Object> of) {
    return switch (stage.get()) {
      case Stage.Running(CheckpointSink sink) -> new WebEndpointResponse<>(of.apply(sink));
      case Stage.Running(var core) -> throw new IllegalStateException("no sink: " + core);
      case Stage.Starting(String waitingFor) -> notRunning(waitingFor);
      case Stage.Stopping() -> notRunning("it ends");
      case Stage.Failed(String why) -> notRunning(why);
    };
  }

  private static WebEndpointResponse<Object> notRunning(String status) {
    return new WebEndpointResponse<>(
        new NotRunning(status), WebEndpointResponse.STATUS_SERVICE_UNAVAILABLE);
  }
}
