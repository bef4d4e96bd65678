package io.pawl.processor.service;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * The processor as a process of its own, see docs/configuration.md: {@code java -cp …
 * io.pawl.processor.service.ProcessorApplication [--config FILE] [--pawl.name=value …]}.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class ProcessorApplication {
  /** What holds unless somebody says otherwise, by Spring's own names. */
  private static final Map<String, Object> DEFAULTS =
      Map.ofEntries(
          Map.entry("spring.application.name", "pawl-processor"),
          // Files of that name are read: other services may share the folder and the class path.
          Map.entry("spring.config.name", "pawl-processor"),
          Map.entry("spring.main.banner-mode", "off"),
          Map.entry("spring.main.log-startup-info", "false"),
          Map.entry("server.shutdown", "graceful"),
          Map.entry("management.endpoints.web.exposure.include", "health,prometheus"),
          Map.entry("management.endpoint.health.show-details", "always"),
          Map.entry("management.endpoint.health.probes.enabled", "true"),
          Map.entry("management.endpoint.health.group.liveness.include", "livenessState,progress"),
          Map.entry("management.endpoint.health.group.readiness.include", "readinessState,lanes"),
          Map.entry("management.health.diskspace.enabled", "false"),
          Map.entry("management.health.ssl.enabled", "false"));

  /** Before logging begins, which it configures, and after the files were read. */
  private static final int AFTER_FILES = Ordered.HIGHEST_PRECEDENCE + 15;

  /** Runs until it is told to end, or cannot go on; the exit status is 0, 1 or 2. */
  @SuppressWarnings("SystemExitOutsideMain") // This is main.
  public static void main(String[] arguments) throws InterruptedException {
    try {
      run(List.of(arguments));
    } catch (ServiceFailure e) {
      for (String line : String.valueOf(e.getMessage()).split("\\R", -1)) {
        System.err.println("pawl-processor: " + line);
      }
      System.exit(e.exitStatus());
    }
  }

  /**
   * Runs until the process is told to end or this thread is interrupted.
   *
   * @throws ServiceFailure if it cannot begin or go on; its message is for people
   */
  public static void run(List<String> arguments) throws InterruptedException {
    try (ConfigurableApplicationContext context = start(arguments)) {
      context.getBean(ProcessorService.class).ended().get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof ServiceFailure failure
          ? failure
          : ServiceFailure.failed(Failures.line(e));
    }
  }

  /** Starts it; what it waits for, it waits for on threads of its own. */
  static ConfigurableApplicationContext start(List<String> arguments) {
    var given = Arguments.of(arguments);
    if (!given.faults().isEmpty()) {
      throw ServiceFailure.misconfigured(given.faults());
    }
    var reading = new Reading();
    var application = new SpringApplication(ProcessorApplication.class);
    application.setWebApplicationType(WebApplicationType.REACTIVE);
    application.setDefaultProperties(DEFAULTS);
    application.addListeners(reading);
    application.addInitializers(
        context -> context.getBeanFactory().registerSingleton("settings", reading.settings()));
    try {
      return application.run(given.forSpring().toArray(String[]::new));
    } catch (RuntimeException e) {
      ServiceFailure fault = reading.fault.get();
      throw fault != null ? fault : ServiceFailure.failed(describe(e));
    }
  }

  private static String describe(RuntimeException failure) {
    Throwable cause = failure;
    while (cause.getCause() != null && !(cause instanceof PortInUseException)) {
      cause = cause.getCause();
    }
    return cause instanceof PortInUseException port
        ? "%s: port %d is taken".formatted(Keys.HTTP_PORT.name(), port.getPort())
        : Failures.line(cause);
  }

  /** The processor's life. */
  @Bean
  ProcessorService processorService(
      ServiceSettings settings, MeterRegistry meters, ObservationRegistry observations) {
    return new ProcessorService(settings, meters, observations);
  }

  /** Liveness. */
  @Bean
  HealthIndicator progress(ProcessorService service) {
    return new LivenessIndicator(service);
  }

  /** Readiness. */
  @Bean
  HealthIndicator lanes(ProcessorService service) {
    return new ReadinessIndicator(service);
  }

  /** Reads the settings as soon as Spring has gathered them. */
  private static final class Reading
      implements ApplicationListener<ApplicationEnvironmentPreparedEvent>, Ordered {
    private final AtomicReference<@Nullable ServiceFailure> fault = new AtomicReference<>();
    private @Nullable ServiceSettings settings;

    ServiceSettings settings() {
      if (settings == null) {
        throw new IllegalStateException("the settings were not read yet");
      }
      return settings;
    }

    @Override
    public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
      ConfigurableEnvironment environment = event.getEnvironment();
      try {
        ServiceSettings read = SettingsReader.read(environment);
        settings = read;
        // Last, so that whoever knows Spring's names and uses them has the say.
        environment
            .getPropertySources()
            .addLast(new MapPropertySource("pawl-for-spring", read.forSpring()));
      } catch (ServiceFailure e) {
        fault.set(e);
        // Spring reports it no further.
        throw new SpringApplication.AbandonedRunException();
      }
    }

    @Override
    public int getOrder() {
      return AFTER_FILES;
    }
  }
}
