package io.pawl.service;

import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.springframework.context.ConfigurableApplicationContext;

/** A service that was started in this process; {@link #close} ends it in order. */
public final class RunningService implements AutoCloseable {
  private final ConfigurableApplicationContext context;
  private final ServiceLife life;

  private RunningService(ConfigurableApplicationContext context) {
    this.context = context;
    this.life = context.getBean(ServiceLife.class);
  }

  /**
   * Starts {@code service}; what it waits for, it waits for on threads of its own.
   *
   * @param arguments {@code --config FILE} and {@code --pawl.name=value}
   * @throws ServiceFailure if it cannot begin; its message is for people
   */
  public static RunningService start(Service service, List<String> arguments) {
    return new RunningService(ServiceContext.start(service, arguments));
  }

  /**
   * Runs {@code service} until the process is told to end or this thread is interrupted.
   *
   * @param arguments as of {@link #start}
   * @throws ServiceFailure if it cannot begin or go on; its message is for people
   */
  public static void run(Service service, List<String> arguments) throws InterruptedException {
    try (RunningService running = start(service, arguments)) {
      running.awaitEnd();
    }
  }

  /** The same as a whole process; the exit status is 0, 1 or 2. */
  @SuppressWarnings("SystemExitOutsideMain") // It stands in for main.
  public static void main(Service service, String[] arguments) throws InterruptedException {
    try {
      run(service, List.of(arguments));
    } catch (ServiceFailure e) {
      e.lines().forEach(line -> System.err.println(service.name() + ": " + line));
      System.exit(e.exitStatus());
    }
  }

  /** How far it is. */
  public Stage stage() {
    return life.stage();
  }

  /** Where it answers on this machine. */
  public URI uri() {
    String port = context.getEnvironment().getProperty("local.server.port");
    return URI.create("http://127.0.0.1:" + Objects.requireNonNull(port));
  }

  /** What it counts. */
  public MeterRegistry meters() {
    return context.getBean(MeterRegistry.class);
  }

  /**
   * Returns when it was stopped.
   *
   * @throws ServiceFailure if it cannot go on
   */
  public void awaitEnd() throws InterruptedException {
    try {
      life.ended().get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof ServiceFailure failure
          ? failure
          : ServiceFailure.failed(Failures.line(e));
    }
  }

  /** Ends its core in order; whoever asks for its health is still told so, until it is closed. */
  public void stop() {
    life.stop();
  }

  @Override
  public void close() {
    context.close();
  }
}
